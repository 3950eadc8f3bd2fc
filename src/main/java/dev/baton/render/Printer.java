package dev.baton.render;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Writes reports in one format. */
public final class Printer {
    private final PrintWriter out;
    private final OutputFormat format;
    private final boolean color;
    private final int columns;

    /**
     * @param color whether tones become colours
     * @param columns width that tables are fitted to; {@link Integer#MAX_VALUE} where nobody looks
     */
    public Printer(PrintWriter out, OutputFormat format, boolean color, int columns) {
        this.out = out;
        this.format = format;
        this.color = color;
        this.columns = columns;
    }

    /** Writes one report; {@code from} and {@code to} are null for a report that belongs to no flow. */
    public <R> void print(View<R> view, @Nullable String from, @Nullable String to, R report) {
        switch (format) {
            case TABLE -> new TextWriter(color, columns).write(view.blocks(report), out);
            case JSON -> out.println(new DocumentWriter().json(view.kind(), from, to, view.document(report)));
            case YAML -> out.print(new DocumentWriter().yaml(view.kind(), from, to, view.document(report)));
            case CSV -> CsvWriter.write(view.csv(report), out);
        }
        out.flush();
    }
}
