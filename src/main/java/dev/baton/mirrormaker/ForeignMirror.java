package dev.baton.mirrormaker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

    /** What of it is about some partitions, by their names on the source and on the target; {@link #NONE} for nothing. */
    public ForeignMirror about(Predicate<TopicPartition> onSource, Predicate<TopicPartition> onTarget) {
        List<CheckpointLog> kept = checkpoints.stream()
                .map(log -> log.about(onTarget))
                .filter(log -> !log.latest().isEmpty())
                .toList();
        Map<TopicPartition, Copied> keptCopied = copied.entrySet().stream()
                .filter(entry -> onSource.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return kept.isEmpty() && keptCopied.isEmpty() ? NONE : new ForeignMirror(kept, heartbeat, keptCopied);
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
