package dev.baton.switchover;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What is done about a partition whose translation is unknown. */
public sealed interface Unknowns {
    /** Its group is left alone; the others go on. */
    record Refuse() implements Unknowns {}

    /** All that the target holds is read again. */
    record Earliest() implements Unknowns {}

    /** The group goes to the first record of a time or later. */
    record At(Instant time) implements Unknowns {}

    /** The partition is left without a commit; the group's auto.offset.reset decides. */
    record Skip() implements Unknowns {}

    /** As it is written on the command line: {@code refuse}, {@code earliest}, {@code at=TIME}, {@code skip}. */
    default String text() {
        if (this instanceof At at) {
            return "at=" + at.time();
        }
        if (this instanceof Earliest) {
            return "earliest";
        }
        return this instanceof Skip ? "skip" : "refuse";
    }

    /** The inverse of {@link #text}; empty for any other word. */
    static Optional<Unknowns> parse(String text) {
        return switch (text) {
            case "refuse" -> Optional.of(new Refuse());
            case "earliest" -> Optional.of(new Earliest());
            case "skip" -> Optional.of(new Skip());
            default -> text.startsWith("at=") ? time(text.substring("at=".length())) : Optional.empty();
        };
    }

    private static Optional<Unknowns> time(String text) {
        try {
            return Optional.of(new At(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
