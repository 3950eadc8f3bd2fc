package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the partitions whose offset map speaks of much that retention has removed from the target since: a map that only grew
 * would fill the memory of a mirror, and the map topic, in the end.
 */
final class MapTrim {
    /** Fewer runs are not worth the writing. */
    private static final int MANY = 1_000;

    private final Cluster target;

    MapTrim(Cluster target) {
        this.target = target;
    }

    /** Where the target's logs start, by the partition's name on the source, for those whose map is to be trimmed. */
    Map<TopicPartition, Long> outlived(Map<TopicPartition, Progress> progress) {
        Map<TopicPartition, Progress> byTarget = new PartitionMap<>();
        progress.values().stream()
                .filter(at -> at.map().size() > MANY)
                .forEach(at -> byTarget.put(at.start().target().topicPartition(), at));
        Map<TopicPartition, Long> outlived = new PartitionMap<>();
        if (!byTarget.isEmpty()) {
            target.offsets().logStart(List.copyOf(byTarget.keySet())).forEach((partition, outcome) -> {
                Progress at = byTarget.get(partition);
                Long start = outcome.orNull();
                if (at != null && start != null && at.map().runsBelow(start) >= MANY) {
                    outlived.put(at.start().source().topicPartition(), start);
                }
            });
        }
        return outlived;
    }
}
