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
        @Nullable Instant asOf) {}
