package dev.baton.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a group committed for a partition.
 *
 * @param offset of the next record to read
 * @param leaderEpoch as committed by the consumer; means nothing on another cluster and is never written
 */
public record CommittedOffset(
        long offset, String metadata, @Nullable Integer leaderEpoch) {
    /** An offset to commit. */
    public static CommittedOffset of(long offset, String metadata) {
        return new CommittedOffset(offset, metadata, null);
    }
}
