package dev.baton.mirror;

import dev.baton.offsets.OffsetMap;
import dev.baton.state.Mark;
import dev.baton.wire.PartitionRef;
import org.jspecify.annotations.Nullable;

/**
 * Where one partition goes on, proved against both logs.
 *
 * @param producerId of the batches: the flow's shared one where preserved, the shard's where mapped
 * @param epoch of that producer id
 * @param markers how gaps are filled
 * @param nextSource offset of the next source record to append; every committed record below it is on the target
 * @param nextTarget the target's log end offset
 * @param alignedStart the source's log start that the target was aligned to at first start
 * @param targetConfigs of the target's topic
 * @param lastEpoch leader epoch of the last source batch before {@code nextSource}; null where not known
 * @param lostTo the source has nothing from {@code nextSource} up to this offset any more, and the mirror goes on without;
 *     null where nothing is lost
 * @param keptBelow source offset below which the target has the source's offsets, on a partition that was preserved and is
 *     mapped since; else null
 * @param deletesMissingBelow source offset below which the target may lack deletes; else null
 * @param filled offsets of the target that markers took so far; null where not counted
 */
record PartitionStart(
        PartitionRef source,
        PartitionRef target,
        Mark.Mode mode,
        OffsetMap map,
        long producerId,
        short epoch,
        Markers markers,
        long nextSource,
        long nextTarget,
        long alignedStart,
        TargetConfigs targetConfigs,
        @Nullable Integer lastEpoch,
        @Nullable Long lostTo,
        @Nullable Long keptBelow,
        @Nullable Long deletesMissingBelow,
        @Nullable Long filled) {
    /** The same, where deletes may be missing below a source offset. */
    PartitionStart missingDeletesBelow(long below) {
        return new PartitionStart(
                source,
                target,
                mode,
                map,
                producerId,
                epoch,
                markers,
                nextSource,
                nextTarget,
                alignedStart,
                targetConfigs,
                lastEpoch,
                lostTo,
                keptBelow,
                below,
                filled);
    }

    /** Whether both sides are of that topic, and not of another one that had its name before. */
    boolean isOf(MirroredTopic topic) {
        return topic.hasIds(source.topicId().toString(), target.topicId().toString());
    }
}
