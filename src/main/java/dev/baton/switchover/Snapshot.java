package dev.baton.switchover;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The target before the first commit of a switch.
 *
 * @param groups those that existed
 * @param offsets their commits
 */
record Snapshot(List<String> groups, List<OffsetList.Item> offsets) {
    static final Snapshot EMPTY = new Snapshot(List.of(), List.of());

    Snapshot {
        groups = List.copyOf(groups);
        offsets = List.copyOf(offsets);
    }

    /** The commits by group; a group without any is left out. */
    Map<String, Map<TopicPartition, OffsetList.Item>> byGroup() {
        Map<String, Map<TopicPartition, OffsetList.Item>> byGroup = new HashMap<>();
        for (OffsetList.Item item : offsets) {
            byGroup.computeIfAbsent(String.valueOf(item.group()), group -> new HashMap<>())
                    .put(item.topicPartition(), item);
        }
        return byGroup;
    }
}
