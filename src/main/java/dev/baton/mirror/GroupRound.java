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
 */
record GroupRound(
        long term,
        Instant at,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        boolean complete,
        Map<TopicPartition, Long> ends) {

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
