package dev.baton.mirrormaker;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells of a MirrorMaker 2 that writes to a cluster.
 *
 * @param heartbeat time of the newest heartbeat that it copied here; null where it copies none
 */
public record ForeignMirror(
        List<CheckpointLog> checkpoints, @Nullable Instant heartbeat) {
    public static final ForeignMirror NONE = new ForeignMirror(List.of(), null);

    public ForeignMirror {
        checkpoints = List.copyOf(checkpoints);
    }

    /** Whether there is any trace of one. */
    public boolean exists() {
        return heartbeat != null || !checkpoints.isEmpty();
    }

    /** How many groups have a checkpoint. */
    public int groups() {
        return (int) checkpoints.stream()
                .flatMap(log -> log.latest().stream())
                .map(GroupCheckpoint::group)
                .distinct()
                .count();
    }
}
