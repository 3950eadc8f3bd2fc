package dev.baton.render;

import dev.baton.render.Block.Toned;
import org.jspecify.annotations.Nullable;

/** Tones as ANSI colours. */
final class Paint {
    private Paint() {}

    /** The text in the colour of its value; an unknown value is dim. */
    static String apply(boolean color, @Nullable Object value, String text) {
        if (!color || text.isBlank()) {
            return text;
        }
        if (value == null) {
            return wrap(Block.Tone.DIM, text);
        }
        return value instanceof Toned toned ? wrap(toned.tone(), text) : text;
    }

    private static String wrap(Block.Tone tone, String text) {
        int code = switch (tone) {
            case GOOD -> 32;
            case WARN -> 33;
            case BAD -> 31;
            case DIM -> 2;
            case BOLD -> 1;
        };
        // spaces at the ends are the table's, not the value's
        String value = text.strip();
        int start = text.indexOf(value);
        String painted = "\u001b[" + code + "m" + value + "\u001b[0m";
        return text.substring(0, start) + painted + text.substring(start + value.length());
    }
}
