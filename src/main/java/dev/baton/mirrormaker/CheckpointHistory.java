package dev.baton.mirrormaker;

import dev.baton.cluster.GroupPartition;
import org.jspecify.annotations.Nullable;

/** What a checkpoints topic says of one group and partition. */
final class CheckpointHistory {
    private final GroupPartition about;
    private final OffsetSet translated = new OffsetSet();
    private @Nullable GroupCheckpoint latest;

    CheckpointHistory(GroupPartition about) {
        this.about = about;
    }

    GroupPartition about() {
        return about;
    }

    void add(GroupCheckpoint checkpoint) {
        latest = checkpoint;
        translated.add(checkpoint.downstreamOffset());
    }

    /** It holds no longer; what it was translated to may have been committed all the same. */
    void remove() {
        latest = null;
    }

    /** Null where it was taken back. */
    @Nullable
    GroupCheckpoint latest() {
        return latest;
    }

    OffsetSet translated() {
        return translated;
    }
}
