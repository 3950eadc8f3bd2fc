package dev.baton.mirrormaker;

import dev.baton.cluster.GroupPartition;
import dev.baton.failure.BatonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoints topic, read to its end.
 *
 * @param source alias of the source
 * @param latest the last checkpoint of each group and partition
 * @param translated every offset that any checkpoint of a group and partition gave, and that may have been committed
 * @param skipped records that are no checkpoints, or of an unknown version
 * @param unread why it could not be read, so that nothing of it is here; null where it was
 */
public record CheckpointLog(
        String topic,
        String source,
        Map<GroupPartition, GroupCheckpoint> latest,
        Map<GroupPartition, OffsetSet> translated,
        int skipped,
        @Nullable BatonException unread) {
    public CheckpointLog {
        latest = Map.copyOf(latest);
        translated = Map.copyOf(translated);
    }

    /** A log of these checkpoints, each the last of its group and partition. */
    public static CheckpointLog of(String topic, String source, List<GroupCheckpoint> latest, int skipped) {
        Map<GroupPartition, GroupCheckpoint> byKey = new HashMap<>();
        Map<GroupPartition, OffsetSet> translated = new HashMap<>();
        for (GroupCheckpoint checkpoint : latest) {
            byKey.put(checkpoint.about(), checkpoint);
            translated
                    .computeIfAbsent(checkpoint.about(), about -> new OffsetSet())
                    .add(checkpoint.downstreamOffset());
        }
        return new CheckpointLog(topic, source, byKey, translated, skipped, null);
    }

    /** One that could not be read. */
    static CheckpointLog unread(String topic, String source, BatonException failure) {
        return new CheckpointLog(topic, source, Map.of(), Map.of(), 0, failure);
    }

    /** Its checkpoints for some partitions of the target. */
    CheckpointLog about(Predicate<TopicPartition> wanted) {
        return new CheckpointLog(topic, source, about(latest, wanted), about(translated, wanted), skipped, unread);
    }

    private static <V> Map<GroupPartition, V> about(Map<GroupPartition, V> all, Predicate<TopicPartition> wanted) {
        return all.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey().partition()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The valid checkpoint of a group for a partition of the target. */
    public Optional<GroupCheckpoint> find(String group, TopicPartition partition) {
        return Optional.ofNullable(latest.get(new GroupPartition(group, partition)));
    }
}
