package dev.baton.render;

/**
 * Text as it may go to a terminal. Names of groups, members and transactional ids are whatever a client chose: one that holds
 * control characters would clear the screen, change what was printed before, or look like another line.
 */
public final class Visible {
    private Visible() {}

    /** The text with control characters, and those that turn the direction of writing, as Java would write them. */
    public static String of(String text) {
        return text.chars().noneMatch(Visible::isHidden) ? text : escaped(text, false);
    }

    /** The same of a text of several lines. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean lines) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> escaped.append(lines ? "\n" : "\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (isHidden(c)) {
                        escaped.append("\\u%04x".formatted(c));
                    } else {
                        escaped.append((char) c);
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || isDirection(c);
    }

    private static boolean isDirection(int c) {
        return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
