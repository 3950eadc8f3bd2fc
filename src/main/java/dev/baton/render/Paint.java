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
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
