package dev.baton.mirrormaker;

import dev.baton.failure.BatonException;
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
 * @param unread topics of it that could not be read, so that nothing of them is here, each with the reason
 */
public record ForeignMirror(
        List<CheckpointLog> checkpoints,
        @Nullable Instant heartbeat,
        Map<TopicPartition, Copied> copied,
        Map<String, BatonException> unread) {
    public static final ForeignMirror NONE = new ForeignMirror(List.of(), null, Map.of());

    public ForeignMirror {
        checkpoints = List.copyOf(checkpoints);
        copied = Map.copyOf(copied);
        unread = Map.copyOf(unread);
    }

    /** One of which all was read. */
    public ForeignMirror(
            List<CheckpointLog> checkpoints, @Nullable Instant heartbeat, Map<TopicPartition, Copied> copied) {
        this(checkpoints, heartbeat, copied, Map.of());
    }

    /** What of it is about some partitions, by their names on the source and on the target; none for nothing. */
    public ForeignMirror about(Predicate<TopicPartition> onSource, Predicate<TopicPartition> onTarget) {
        List<CheckpointLog> kept = checkpoints.stream()
                .map(log -> log.about(onTarget))
                .filter(log -> !log.latest().isEmpty())
                .toList();
        Map<TopicPartition, Copied> keptCopied = copied.entrySet().stream()
                .filter(entry -> onSource.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        boolean nothing = kept.isEmpty() && keptCopied.isEmpty();
        return new ForeignMirror(kept, nothing ? null : heartbeat, keptCopied, unread);
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
