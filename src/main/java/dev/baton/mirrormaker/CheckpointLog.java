package dev.baton.mirrormaker;

import java.util.List;

/**
 * A checkpoints topic, read to its end.
 *
 * @param source alias of the source
 * @param latest the last checkpoint of each group and partition
 * @param skipped records that are no checkpoints, or of an unknown version
 */
public record CheckpointLog(String topic, String source, List<GroupCheckpoint> latest, int skipped) {
    public CheckpointLog {
        latest = List.copyOf(latest);
    }
}
