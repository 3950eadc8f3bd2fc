package dev.baton.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition's mirroring was turned round, on the target of the flow back: the old active cluster. Below the turn both
 * logs hold the same records; then the old cluster has a tail that was never mirrored, and behind it come the records that were
 * written on the new active cluster.
 *
 * @param topic the name on the source of the flow back
 * @param switchId the switch whose failover point this is; empty where nothing was mirrored before
 * @param sourceOffset the failover point: log end of the source when it took over
 * @param copiedTo source offset behind the last record that both hold
 * @param tailFrom target offset of the first record that only the target holds
 * @param tailTo log end of the target when it was turned round
 * @param tailRecords in between, counted
 * @param salvaged how many of them were written on the source by a salvage, so that they come back behind the tail
 */
public record TurnPoint(
        String topic,
        int partition,
        String sourceTopicId,
        String targetTopicId,
        String switchId,
        long sourceOffset,
        long copiedTo,
        long tailFrom,
        long tailTo,
        long tailRecords,
        long salvaged,
        @Nullable Instant at)
        implements StateRecord {

    /** The same where so many records of the tail were written on the source. */
    public TurnPoint withSalvaged(long records) {
        return new TurnPoint(
                topic,
                partition,
                sourceTopicId,
                targetTopicId,
                switchId,
                sourceOffset,
                copiedTo,
                tailFrom,
                tailTo,
                tailRecords,
                records,
                at);
    }

    /** Whether a group that stands there has not read all that both clusters hold. */
    public boolean isBehind(long committed) {
        return committed < copiedTo;
    }
}
