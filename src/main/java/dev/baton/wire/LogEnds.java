package dev.baton.wire;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;

/**
 * Where logs end as their leaders hold them: consumers, and Kafka's own admin client, are told the high watermark alone, and
 * what lies above it is not seen by them yet. For one thread.
 */
public final class LogEnds implements AutoCloseable {
    private final Rpc rpc;

    /** Connects to nothing yet. */
    public LogEnds(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, 1);
    }

    /**
     * What a leader says of its log.
     *
     * @param end of the log, replicated or not
     * @param highWatermark asked for after the end; null where a new leader does not know it yet
     */
    public record Ends(Leader leader, long end, @Nullable Long highWatermark) {}

    /** Asks once; partitions without a leader, or whose leader does not answer, are left out. */
    public Map<TopicPartition, Ends> look(Collection<TopicPartition> partitions) {
        List<String> topics =
                partitions.stream().map(TopicPartition::topic).distinct().toList();
        Layout layout = Layout.parse(rpc.callAny(Layout.request(topics), MetadataResponse.class));
        Map<Node, List<PartitionRef>> byLeader = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Leader leader = layout.leaders().get(partition);
            Uuid id = layout.topicIds().get(partition.topic());
            if (leader != null && id != null) {
                byLeader.computeIfAbsent(leader.node(), node -> new ArrayList<>())
                        .add(new PartitionRef(partition.topic(), id, partition.partition()));
            }
        }
        Map<TopicPartition, Ends> seen = new PartitionMap<>();
        byLeader.forEach((node, led) -> ask(node, led, layout, seen));
        return seen;
    }

    private void ask(Node node, List<PartitionRef> led, Layout layout, Map<TopicPartition, Ends> seen) {
        Map<String, Map<Integer, Long>> ends;
        Map<String, Map<Integer, Long>> watermarks;
        try {
            ends = Requests.offsets(rpc.call(node, Requests.logEnds(led), ListOffsetsResponse.class));
            watermarks = Requests.offsets(rpc.call(
                    node, Requests.asConsumer(led, ListOffsetsRequest.LATEST_TIMESTAMP), ListOffsetsResponse.class));
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
            return;
        }
        for (PartitionRef ref : led) {
            Leader leader = layout.leaders().get(ref.topicPartition());
            Long end = ends.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            if (leader != null && end != null) {
                Long watermark = watermarks.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
                seen.put(ref.topicPartition(), new Ends(leader, end, watermark));
            }
        }
    }

    @Override
    public void close() {
        rpc.close();
    }
}
