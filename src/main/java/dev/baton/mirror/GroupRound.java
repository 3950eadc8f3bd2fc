package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.PartitionMap;
import dev.baton.state.GroupSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The commits of groups as read on the source.
 *
 * @param term which assignment of shards it was read under: under another one it is void
 * @param at when the reading began
 * @param commits by group
 * @param complete whether every group could be listed and read
 * @param ends where the partitions of the flow ended after that, as far as they have had records: what has to be mirrored
 *     first; empty where nothing has to
 * @param topicIds of the topics on the source that those ends are of, by name
 */
record GroupRound(
        long term,
        Instant at,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        boolean complete,
        Map<TopicPartition, Long> ends,
        Map<String, String> topicIds) {

    /**
     * Those of the partitions that have to be mirrored first which are not mirrored: not yet, or no longer, since they were
     * deleted or left the flow.
     */
    List<TopicPartition> unmirrored(FlowTopics topics) {
        Map<String, Integer> mirrored = new HashMap<>();
        topicIds.forEach((name, id) -> mirrored.put(
                name,
                topics.topic(name)
                        .filter(topic ->
                                topics.isAwaited(name) && topic.sourceId().equals(id))
                        .map(MirroredTopic::partitions)
                        .orElse(0)));
        return ends.keySet().stream()
                .filter(partition -> partition.partition() >= mirrored.getOrDefault(partition.topic(), 0))
                .toList();
    }

    /** The topics that have a commit which is not as it was last recorded. */
    Set<String> moved(Map<String, GroupSnapshot> recorded) {
        Set<String> moved = new HashSet<>();
        commits.forEach((group, now) -> {
            Map<TopicPartition, Long> before = offsets(recorded.get(group));
            now.forEach((partition, committed) -> {
                if (!Objects.equals(before.get(partition), committed.offset())) {
                    moved.add(partition.topic());
                }
            });
        });
        return moved;
    }

    private static Map<TopicPartition, Long> offsets(@Nullable GroupSnapshot recorded) {
        Map<TopicPartition, Long> offsets = new PartitionMap<>();
        if (recorded != null) {
            recorded.commits()
                    .forEach(commit ->
                            offsets.put(new TopicPartition(commit.topic(), commit.partition()), commit.offset()));
        }
        return offsets;
    }
}
