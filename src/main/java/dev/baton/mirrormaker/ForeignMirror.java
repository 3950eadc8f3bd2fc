package dev.baton.mirrormaker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What tells of a MirrorMaker 2 that writes to a cluster.
 *
 * @param heartbeat time of the newest heartbeat that it copied here; null where it copies none
 * @param copied how far it recorded that it copied, by the partition's name on the source; empty where it records that
 *     elsewhere
 */
public record ForeignMirror(
        List<CheckpointLog> checkpoints, @Nullable Instant heartbeat, Map<TopicPartition, Copied> copied) {
    public static final ForeignMirror NONE = new ForeignMirror(List.of(), null, Map.of());

    public ForeignMirror {
        checkpoints = List.copyOf(checkpoints);
        copied = Map.copyOf(copied);
    }

    /** Whether there is any trace of one. */
    public boolean exists() {
        return heartbeat != null || !checkpoints.isEmpty() || !copied.isEmpty();
    }

    /** The groups that have a checkpoint. */
    public Set<String> groups() {
        return checkpoints.stream()
                .flatMap(log -> log.latest().values().stream())
                .map(GroupCheckpoint::group)
                .collect(Collectors.toUnmodifiableSet());
    }
}
