package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.PartitionMap;
import dev.baton.state.GroupSnapshot;
import java.time.Instant;
import java.util.HashSet;
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
 * @param complete whether every group could be read
 * @param ends where the partitions of the flow ended after that: what has to be mirrored first; empty where nothing has to
 * @param topicIds of the topics on the source that those ends are of, by name
 */
record GroupRound(
        long term,
        Instant at,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        boolean complete,
        Map<TopicPartition, Long> ends,
        Map<String, String> topicIds) {

    /** Whether what has to be mirrored first can still be: none of those partitions was deleted, or left the flow. */
    boolean isAbout(FlowTopics topics) {
        return PartitionMap.newSet(topics.allPartitions()).containsAll(ends.keySet())
                && topicIds.entrySet().stream()
                        .allMatch(topic -> topics.topic(topic.getKey())
                                .filter(now -> now.sourceId().equals(topic.getValue()))
                                .isPresent());
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
