package dev.baton.translate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One committed offset of one partition, with all that was gathered about it.
 *
 * @param committed the next record to read, on the source
 * @param source what the source's log holds; null where the source cannot be asked. Read after {@code committed}
 * @param target what the target's log holds; null where the target has no such partition, or does not tell. Read after the
 *     evidence
 * @param silence why the target does not tell; null where it does, or has no such partition
 */
public record Question(
        long committed,
        @Nullable LogRange source,
        @Nullable LogRange target,
        List<Evidence> evidence,
        @Nullable String silence) {
    public Question {
        evidence = List.copyOf(evidence);
    }

    /** A question about a target that tells. */
    public Question(long committed, @Nullable LogRange source, @Nullable LogRange target, List<Evidence> evidence) {
        this(committed, source, target, evidence, null);
    }
}
