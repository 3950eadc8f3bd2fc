package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/** Control markers that nobody asked for, as a broker writes them that writes one twice. */
public final class Markers {
    private static final long SOME_PRODUCER = 987_654;

    private Markers() {}

    public static void write(ClusterConfig cluster, String topic, int partition, int count) {
        try (Rpc rpc = new Rpc(cluster, "markers", 1)) {
            Layout layout =
                    Layout.parse(rpc.call(rpc.anyNode(), Layout.request(List.of(topic)), MetadataResponse.class));
            Node leader =
                    layout.leaders().get(new TopicPartition(topic, partition)).node();
            PartitionRef ref = new PartitionRef(topic, layout.topicIds().get(topic), partition);
            rpc.call(leader, Requests.markers(ref, SOME_PRODUCER, 0, count), WriteTxnMarkersResponse.class);
        }
    }
}
