package dev.baton.wire;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.PartitionMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;

/**
 * Ids of topics and leaders of their partitions, as one broker saw them at one moment.
 *
 * @param topicIds of the topics that exist
 * @param leaders of the partitions that have one
 * @param denied topics that this principal may not see, whether they exist or not
 */
public record Layout(Map<String, Uuid> topicIds, Map<TopicPartition, Leader> leaders, Set<String> denied) {
    public Layout {
        topicIds = Map.copyOf(topicIds);
        leaders = ByPartition.copy(leaders);
        denied = Set.copyOf(denied);
    }

    static MetadataRequest.Builder request(List<String> topics) {
        return MetadataRequest.Builder.forTopicNames(topics, false);
    }

    static Layout parse(MetadataResponse response) {
        Map<String, Uuid> ids = new HashMap<>();
        Map<TopicPartition, Leader> leaders = new PartitionMap<>();
        Set<String> denied = new HashSet<>();
        Map<Integer, Node> nodes = response.brokersById();
        for (MetadataResponse.TopicMetadata topic : response.topicMetadata()) {
            if (topic.error() != Errors.NONE) {
                if (topic.error() == Errors.TOPIC_AUTHORIZATION_FAILED) {
                    denied.add(topic.topic());
                }
                continue;
            }
            ids.put(topic.topic(), topic.topicId());
            for (MetadataResponse.PartitionMetadata partition : topic.partitionMetadata()) {
                Optional<Node> node = partition.leaderId.map(nodes::get);
                node.ifPresent(n -> leaders.put(
                        new TopicPartition(topic.topic(), partition.partition()),
                        new Leader(n, partition.leaderEpoch.orElse(-1))));
            }
        }
        return new Layout(ids, leaders, denied);
    }
}
