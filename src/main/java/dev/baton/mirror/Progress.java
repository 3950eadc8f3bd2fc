package dev.baton.mirror;

import dev.baton.offsets.OffsetMap;
import dev.baton.wire.Piece;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition is, as other threads see it; all of it is acknowledged.
 *
 * @param source offset of the next source record that is not yet acknowledged on the target
 * @param target the target's log end that goes with it
 * @param coveredTo every committed source record below it is on the target
 * @param leaderEpoch of the source's leader that wrote the last batch below {@code source}; null where not known
 * @param highWatermark of the source; null before the first fetch
 * @param lastStable of the source; null before the first fetch
 * @param lastTimestamp of the newest record mirrored; null before the first
 * @param records mirrored since this process took the partition
 * @param bytes likewise
 * @param batches likewise
 * @param filled offsets of the target that markers took in place of gaps; null where not counted
 * @param heldNanos how long gaps have held the partition up, since this process took it
 * @param seen when the source was asked for what all of this rests on; what it took on later has not been seen
 */
record Progress(
        PartitionStart start,
        OffsetMap map,
        long source,
        long target,
        long coveredTo,
        @Nullable Integer leaderEpoch,
        @Nullable Long highWatermark,
        @Nullable Long lastStable,
        @Nullable Long lastTimestamp,
        long records,
        long bytes,
        long batches,
        Instant seen,
        @Nullable Long filled,
        long heldNanos) {

    /** After a fetch: what the source's leader said, as of when it was asked. */
    Progress seen(OffsetMap mapNow, long highWatermarkNow, long lastStableNow, Instant asked) {
        return new Progress(
                start,
                mapNow,
                source,
                target,
                coveredTo,
                leaderEpoch,
                highWatermarkNow,
                lastStableNow,
                lastTimestamp,
                records,
                bytes,
                batches,
                asked,
                filled,
                heldNanos);
    }

    /** After a gap: nothing was mirrored, more of the source is covered, and markers took so many offsets for it. */
    Progress passed(OffsetMap mapNow, Piece.Gap gap, long targetEnd, long markers) {
        Long before = filled;
        return new Progress(
                start,
                mapNow,
                gap.nextSource(),
                targetEnd,
                gap.nextSource(),
                Piece.known(gap.leaderEpoch()),
                highWatermark,
                lastStable,
                lastTimestamp,
                records,
                bytes,
                batches,
                seen,
                before == null ? null : Long.valueOf(before + markers),
                heldNanos);
    }

    /** After an acknowledgement. */
    Progress appended(OffsetMap mapNow, long nextSource, int epoch, long targetEnd, Piece.Data piece) {
        Long before = lastTimestamp;
        return new Progress(
                start,
                mapNow,
                nextSource,
                targetEnd,
                nextSource,
                Piece.known(epoch),
                highWatermark,
                lastStable,
                Long.valueOf(before == null ? piece.maxTimestamp() : Math.max(before, piece.maxTimestamp())),
                records + piece.count(),
                bytes + piece.batch().remaining(),
                batches + 1,
                seen,
                filled,
                heldNanos);
    }

    /** After a gap that held the partition up for so long. */
    Progress held(long nanos) {
        return new Progress(
                start,
                map,
                source,
                target,
                coveredTo,
                leaderEpoch,
                highWatermark,
                lastStable,
                lastTimestamp,
                records,
                bytes,
                batches,
                seen,
                filled,
                heldNanos + nanos);
    }
}
