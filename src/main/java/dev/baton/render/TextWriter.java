package dev.baton.render;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import com.github.freva.asciitable.Styler;
import dev.baton.render.Block.Toned;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes blocks for a person: tables without borders, unknown values named as such. */
final class TextWriter {
    private static final String UNKNOWN = "unknown";
    private static final int NO_LIMIT = 1_000_000;
    private static final int PADDING = 2;
    private static final Pattern WORDS = Pattern.compile("\\s+");

    private final boolean color;
    private final int columns;

    TextWriter(boolean color, int columns) {
        this.color = color;
        this.columns = columns;
    }

    void write(List<Block> blocks, PrintWriter out) {
        boolean first = true;
        for (Block block : blocks) {
            if (!first) {
                out.println();
            }
            first = false;
            if (block instanceof Block.Lines lines) {
                lines.lines().forEach(line -> out.println(Paint.apply(color, line, text(line))));
            } else if (block instanceof Block.Table table) {
                write(table, out);
            }
        }
    }

    private void write(Block.Table table, PrintWriter out) {
        Column[] headings = IntStream.range(0, table.columns().size())
                .mapToObj(i -> column(table, i))
                .toArray(Column[]::new);
        Object[][] cells = table.rows().stream()
                .map(row -> row.stream().map(TextWriter::text).toArray())
                .toArray(Object[][]::new);
        String text = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .lineSeparator("\n")
                .styler(new Tones(table))
                .data(headings, cells)
                .maxTableWidth(width(headings))
                .asString();
        text.lines().map(line -> line.substring(Math.min(1, line.length()))).forEach(line -> out.println(trim(line)));
    }

    /** That of the terminal; a table whose words do not fit there is as wide as they are. */
    private int width(Column[] headings) {
        int least = Arrays.stream(headings).mapToInt(Column::getMinWidth).sum();
        // the padding at both ends of a line is cut off
        return columns == Integer.MAX_VALUE ? NO_LIMIT : Math.max(columns + PADDING, least);
    }

    /** A column that is at least as wide as its longest word: names and numbers are never broken. */
    private static Column column(Block.Table table, int index) {
        Block.Column column = table.columns().get(index);
        HorizontalAlign align = column.right() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
        int longest = table.rows().stream()
                .flatMap(row -> WORDS.splitAsStream(text(row.get(index))))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return new Column()
                .header(column.heading())
                .headerAlign(align)
                .dataAlign(align)
                .minWidth(Math.max(longest, column.heading().length()) + PADDING)
                .maxWidth(NO_LIMIT, OverflowBehaviour.NEWLINE);
    }

    private static String trim(String line) {
        return line.stripTrailing();
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return UNKNOWN;
        }
        if (value instanceof Toned toned) {
            return text(toned.value());
        }
        if (value instanceof Enum<?> constant) {
            return DocumentWriter.Words.of(constant);
        }
        return value instanceof Instant time
                ? time.truncatedTo(ChronoUnit.SECONDS).toString()
                : Visible.of(Objects.toString(value));
    }

    /** Colours cells after their width is known. */
    private final class Tones implements Styler {
        private final Block.Table table;

        Tones(Block.Table table) {
            this.table = table;
        }

        @Override
        public List<String> styleCell(Column column, int row, int col, List<String> data) {
            Object value = table.rows().get(row).get(col);
            return data.stream().map(line -> Paint.apply(color, value, line)).toList();
        }

        @Override
        public List<String> styleHeader(Column column, int col, List<String> data) {
            Toned bold = new Toned("", Block.Tone.BOLD);
            return data.stream().map(line -> Paint.apply(color, bold, line)).toList();
        }
    }
}
