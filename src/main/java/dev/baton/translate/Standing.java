package dev.baton.translate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a group stands in one partition of the source, as far as anybody knows.
 *
 * @param committed the next record to read
 * @param metadata that the consumer committed with it; carried over
 * @param asOf when this was true; null where nobody said
 */
public record Standing(
        long committed,
        String metadata,
        CommittedFrom from,
        @Nullable Instant asOf) {

    /** The one that was true later; of two that nobody can tell apart by time, the other. */
    Standing later(Standing other) {
        return asOf != null && other.asOf != null && asOf.isAfter(other.asOf) ? this : other;
    }
}
