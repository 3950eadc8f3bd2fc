package dev.baton.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** Text cut and filled to columns of the screen, where one character may take two of them or none. */
final class Fit {
    private static final String CUT = "…";

    private Fit() {}

    static int width(String text) {
        return new AttributedString(text).columnLength();
    }

    /** The line, no wider than that. */
    static AttributedString cut(AttributedString line, int columns) {
        return line.columnLength() <= columns ? line : line.columnSubSequence(0, columns);
    }

    /** The text, with a sign where its end is missing. */
    static String end(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        return columns <= 0 ? "" : sub(text, 0, columns - 1) + CUT;
    }

    /** The text, with a sign where its middle is missing: names often differ at their ends. */
    static String middle(String text, int columns) {
        int width = width(text);
        if (width <= columns || columns < 3) {
            return end(text, columns);
        }
        int tail = (columns - 1) / 2;
        return sub(text, 0, columns - 1 - tail) + CUT + sub(text, width - tail, width);
    }

    private static String sub(String text, int from, int to) {
        return new AttributedString(text).columnSubSequence(from, to).toString();
    }

    static String left(String text, int columns) {
        String fitting = end(text, columns);
        return fitting + " ".repeat(Math.max(0, columns - width(fitting)));
    }

    static String right(String text, int columns) {
        String fitting = end(text, columns - 1);
        return " ".repeat(Math.max(0, columns - width(fitting))) + fitting;
    }

    /** Breaks text at spaces into so many lines at most. */
    static List<String> wrap(String text, int columns, int lines) {
        List<String> wrapped = new ArrayList<>();
        String rest = text;
        while (width(rest) > columns && wrapped.size() < lines - 1) {
            String part = sub(rest, 0, columns);
            int space = part.lastIndexOf(' ');
            String line = space > columns / 3 ? part.substring(0, space) : part;
            wrapped.add(line);
            rest = "  " + rest.substring(line.length()).strip();
        }
        wrapped.add(end(rest, columns));
        return wrapped;
    }
}
