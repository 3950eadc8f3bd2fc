package dev.baton.translate;

import dev.baton.offsets.OffsetMap;
import dev.baton.state.TurnPoint;
import org.jspecify.annotations.Nullable;

/** One thing that is known of how a partition's source offsets lie on the target. */
public sealed interface Evidence {

    /**
     * Baton mirrors the partition: its offset map, true up to the last mark.
     *
     * @param coveredTo every committed source record below it is on the target
     * @param mirroredEnd target log end that goes with {@code coveredTo}; what lies above is not vouched for
     * @param alignedStart source offset below which nothing was ever mirrored
     * @param turn where the mirroring was turned round; null where it never was
     */
    record Mirrored(
            OffsetMap map,
            long coveredTo,
            long mirroredEnd,
            long alignedStart,
            @Nullable TurnPoint turn) implements Evidence {

        /** A partition that was never turned round. */
        public Mirrored(OffsetMap map, long coveredTo, long mirroredEnd, long alignedStart) {
            this(map, coveredTo, mirroredEnd, alignedStart, null);
        }
    }

    /**
     * Baton's mirror carried a commit of this group over, when it knew more than its last mark says.
     *
     * @param method as of the partition
     */
    record Carried(Method method, long upstream, long downstream) implements Evidence {}

    /** MirrorMaker 2 copied some records, of which both offsets are known. */
    record Syncs(SyncHistory history) implements Evidence {}

    /**
     * The same for the way back, from copies to originals.
     *
     * @param history as MirrorMaker 2 wrote it, from the originals to the copies
     */
    record TurnedSyncs(SyncHistory history) implements Evidence {}

    /** MirrorMaker 2 translated a commit of this group. */
    record Checkpointed(long upstream, long downstream) implements Evidence {}

    /**
     * The first target record whose time is not before that of the last consumed record.
     *
     * @param offset null where there is no such record: not mirrored yet, or removed
     */
    record RecordTime(@Nullable Long offset, String what) implements Evidence {}

    /**
     * The records around the commit were found again on the target.
     *
     * @param atLeast no unconsumed record lies below it, unless a later copy of it lies above
     * @param atMost an unconsumed record that does not come again, or the log's end, lies here; null where the search ended
     *     before it
     * @param again behind the last consumed record that comes again later; null where none does
     * @param unmirrored how many consumed records were not found; null where that is not known
     */
    record Content(
            long atLeast,
            @Nullable Long atMost,
            @Nullable Long again,
            @Nullable Long unmirrored,
            String what) implements Evidence {

        /** Whether the group reads on there, and reads nothing twice. */
        public boolean isExact() {
            return atMost != null && atMost == atLeast && again == null;
        }
    }

    /** There should be evidence, but it contradicts what the clusters say, so it counts for nothing. */
    record Refuted(Method method, String reason) implements Evidence {}
}
