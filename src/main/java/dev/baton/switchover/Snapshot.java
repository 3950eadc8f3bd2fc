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

    Map<TopicPartition, OffsetList.Item> of(String group) {
        Map<TopicPartition, OffsetList.Item> found = new HashMap<>();
        for (OffsetList.Item item : offsets) {
            if (group.equals(item.group())) {
                found.put(item.topicPartition(), item);
            }
        }
        return found;
    }
}
