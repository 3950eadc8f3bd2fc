package dev.baton.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the leader of a target partition says of its log, in the order in which it must be asked (the read-back rule): first
 * the producer's last sequence, then the log's end, then the high watermark.
 *
 * @param producer null where the partition does not know the producer id
 * @param end the leader's own log end offset, replicated or not
 * @param highWatermark null where a new leader does not know it yet
 * @param markerEpoch the highest coordinator epoch of the log's control markers, below which its leader takes none of the same
 *     producer; -1 where it remembers none
 */
public record LogState(
        @Nullable Producer producer, long end, @Nullable Long highWatermark, int markerEpoch) {
    /**
     * The state of one producer id in one partition.
     *
     * @param lastTimestamp newest record time of its last batch, which the broker's memory of it expires by
     */
    public record Producer(int epoch, int lastSequence, long lastTimestamp) {}

    /** Whether all that the leader holds is replicated. */
    public boolean isSettled() {
        return highWatermark != null && highWatermark == end;
    }
}
