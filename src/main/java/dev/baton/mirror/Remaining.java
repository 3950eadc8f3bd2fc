package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What is left of a goal, by partition, from one look to the next. Used by one thread. */
final class Remaining {
    private final Map<TopicPartition, Long> ends;
    /** As of the last look: not covered. */
    private Set<TopicPartition> open;
    /** Topics that nobody mirrors any more, with how many of their partitions were not covered before. */
    private final Map<String, Integer> abandoned = new TreeMap<>();

    /** @param ends where each partition is to be mirrored to */
    Remaining(Map<TopicPartition, Long> ends) {
        this.ends = new PartitionMap<>();
        this.ends.putAll(ends);
        this.open = PartitionMap.newSet(ends.keySet());
    }

    Map<TopicPartition, Long> ends() {
        return ends;
    }

    /** Waits no longer for partitions that nobody mirrors any more. */
    void abandon(Collection<TopicPartition> unwanted) {
        for (TopicPartition partition : unwanted) {
            ends.remove(partition);
            if (open.remove(partition)) {
                abandoned.merge(partition.topic(), 1, Integer::sum);
            }
        }
    }

    /** Those that are not mirrored to their ends now. */
    void open(Collection<TopicPartition> uncovered) {
        open = PartitionMap.newSet(uncovered);
    }

    List<TopicPartition> open() {
        return List.copyOf(open);
    }

    /** Topics that were given up before they were mirrored to the end, with the number of such partitions. */
    Map<String, Integer> abandoned() {
        return abandoned;
    }
}
