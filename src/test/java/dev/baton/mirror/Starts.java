package dev.baton.mirror;

import dev.baton.offsets.OffsetMap;
import dev.baton.state.Mark;
import dev.baton.wire.PartitionRef;

/** Where lanes of tests begin: producer 7 in epoch 0, batches of up to a million bytes, nothing lost, markers by producer 8. */
final class Starts {
    static final TargetConfigs CONFIGS = new TargetConfigs(1_000_000, true, true, false);

    private Starts() {}

    /** A topic of one partition that has the same name on both sides, and the ids S and T. */
    static MirroredTopic topic(String name) {
        return new MirroredTopic(name, "S", name, "T", 1, null, CONFIGS, false, null);
    }

    /** At the same offset on both sides. */
    static PartitionStart preserved(PartitionRef source, PartitionRef target, long offset) {
        return of(source, target, Mark.Mode.PRESERVED, new Markers.Direct(8), offset, offset);
    }

    static PartitionStart of(
            PartitionRef source,
            PartitionRef target,
            Mark.Mode mode,
            Markers markers,
            long nextSource,
            long nextTarget) {
        return of(source, target, mode, markers, nextSource, nextTarget, CONFIGS);
    }

    static PartitionStart of(
            PartitionRef source,
            PartitionRef target,
            Mark.Mode mode,
            Markers markers,
            long nextSource,
            long nextTarget,
            TargetConfigs configs) {
        return new PartitionStart(
                source,
                target,
                mode,
                OffsetMap.PRESERVED,
                7,
                (short) 0,
                markers,
                nextSource,
                nextTarget,
                0,
                configs,
                null,
                null,
                null,
                null,
                0L);
    }
}
