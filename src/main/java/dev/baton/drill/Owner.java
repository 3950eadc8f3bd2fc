package dev.baton.drill;

import dev.baton.switchover.Operator;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Whose shadow groups those of a rehearsal are, and until when: the metadata of a commit of the group
 * {@code baton-drill.<id>}, which is there before the first shadow group and goes after the last one.
 */
record Owner(Operator by, Instant until) {
    /** Shadow groups are needed from their commit until it is read back: for two calls. */
    static final Duration HOLDS = Duration.ofMinutes(10);

    private static final String UNTIL = "; until ";

    String text() {
        return by.text() + UNTIL + until;
    }

    /** The inverse of {@link #text}; empty for another text. */
    static Optional<Owner> parse(String text) {
        int at = text.lastIndexOf(UNTIL);
        if (at < 0) {
            return Optional.empty();
        }
        try {
            Instant until = Instant.parse(text.substring(at + UNTIL.length()));
            return Operator.parse(text.substring(0, at)).map(by -> new Owner(by, until));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether nobody needs the groups any more: the process is seen to be gone, or its time is over. */
    boolean isGone(Instant now) {
        return by.isGone() || !until.isAfter(now);
    }
}
