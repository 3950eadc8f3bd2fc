package dev.baton.render;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a report as a person reads it. */
public sealed interface Block {

    /** Lines as they are; a line is any value, possibly toned. */
    record Lines(List<Object> lines) implements Block {
        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /** Rows under headings. */
    record Table(List<Column> columns, List<List<@Nullable Object>> rows) implements Block {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** A heading without spaces; numbers stand right. */
    record Column(String heading, boolean right) {
        public static Column text(String heading) {
            return new Column(heading, false);
        }

        public static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    /** A value with a colour, for terminals that show one. */
    record Toned(@Nullable Object value, Tone tone) {}

    /** What a colour says. */
    enum Tone {
        GOOD,
        WARN,
        BAD,
        DIM,
        BOLD
    }

    static Block lines(Object... lines) {
        return new Lines(List.of(lines));
    }

    /** The cells of a row; null is a value that is not known. */
    static List<@Nullable Object> row(@Nullable Object... cells) {
        return Collections.unmodifiableList(Arrays.asList(cells));
    }
}
