package dev.baton.render;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Writes {@link Csv}, quoted where needed. */
final class CsvWriter {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private CsvWriter() {}

    static void write(Csv csv, PrintWriter out) {
        try {
            CSVPrinter printer = new CSVPrinter(out, FORMAT);
            if (!csv.header().isEmpty()) {
                printer.printRecord(csv.header());
            }
            for (List<@Nullable Object> row : csv.rows()) {
                printer.printRecord(row.stream().map(CsvWriter::plain));
            }
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Enum<?> constant ? DocumentWriter.Words.of(constant) : value;
    }
}
