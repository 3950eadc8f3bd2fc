package dev.baton.render;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Writes reports in one format. */
public final class Printer {
    private final PrintWriter out;
    private final OutputFormat format;
    private final boolean color;
    private final int columns;
    private final boolean stream;

    /**
     * @param color whether tones become colours
     * @param columns width that tables are fitted to; {@link Integer#MAX_VALUE} where nobody looks
     */
    public Printer(PrintWriter out, OutputFormat format, boolean color, int columns) {
        this(out, format, color, columns, false);
    }

    private Printer(PrintWriter out, OutputFormat format, boolean color, int columns, boolean stream) {
        this.out = out;
        this.format = format;
        this.color = color;
        this.columns = columns;
        this.stream = stream;
    }

    /** One that writes report after report: JSON one a line, YAML as documents of one stream. */
    public Printer streaming() {
        return new Printer(out, format, color, columns, true);
    }

    /** Writes one report; {@code from} and {@code to} are null for a report that belongs to no flow. */
    public <R> void print(View<R> view, @Nullable String from, @Nullable String to, R report) {
        switch (format) {
            case TABLE -> new TextWriter(color, columns).write(view.blocks(report), out);
            case JSON ->
                out.println(
                        stream
                                ? new DocumentWriter().jsonLine(view.kind(), from, to, view.document(report))
                                : new DocumentWriter().json(view.kind(), from, to, view.document(report)));
            case YAML ->
                out.print((stream ? "---\n" : "")
                        + new DocumentWriter().yaml(view.kind(), from, to, view.document(report)));
            case CSV -> CsvWriter.write(view.csv(report), out);
        }
        out.flush();
    }
}
