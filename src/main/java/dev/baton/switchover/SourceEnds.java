package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Where logs end, asked so that no answer is a failure: nothing can be proved without it. */
final class SourceEnds {
    private SourceEnds() {}

    static List<TopicPartition> partitions(Cluster cluster, Collection<String> topics) {
        return cluster.topics().describe(new TreeSet<>(topics)).values().stream()
                .map(TopicInfo::topicPartitions)
                .flatMap(List::stream)
                .toList();
    }

    static Map<TopicPartition, Long> of(Cluster cluster, Collection<TopicPartition> partitions) {
        return known(cluster.offsets().logEnd(partitions));
    }

    static Map<TopicPartition, Long> known(Map<TopicPartition, Outcome<Long>> outcomes) {
        Map<TopicPartition, Long> known = new PartitionMap<>();
        outcomes.forEach((partition, outcome) -> known.put(partition, outcome.orThrow()));
        return known;
    }
}
