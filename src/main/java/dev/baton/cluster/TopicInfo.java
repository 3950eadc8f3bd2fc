package dev.baton.cluster;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic as it exists on a cluster.
 *
 * @param id changes when a topic is deleted and made anew under the same name
 */
public record TopicInfo(String name, String id, int partitions, short replicationFactor) {
    /** All partitions, ascending. */
    public List<TopicPartition> topicPartitions() {
        return IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(name, p))
                .toList();
    }
}
