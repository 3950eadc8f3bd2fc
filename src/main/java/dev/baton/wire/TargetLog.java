package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches to the leaders of a cluster and reads back where their logs stand, without waiting. Driven by one thread;
 * everything for one broker goes over one connection, in order, which the read-back rule rests on.
 */
public final class TargetLog implements AutoCloseable {
    /** Batches of one producer that a broker can tell apart when they are sent again, per partition. */
    public static final int WINDOW = 5;

    /** Room for the read-back beside a full window of appends. */
    private static final int MAX_IN_FLIGHT = WINDOW + 3;

    private final Rpc rpc;

    public TargetLog(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, MAX_IN_FLIGHT);
    }

    public boolean layout(Node node, List<String> topics, Consumer<@Nullable Layout> done) {
        return rpc.send(
                node,
                Layout.request(topics),
                MetadataResponse.class,
                r -> done.accept(r == null ? null : Layout.parse(r)));
    }

    public Node bootstrapNode() {
        return rpc.bootstrapNode();
    }

    /** Whether an append can be sent to the broker now. */
    public boolean isReady(Node node) {
        return rpc.isReady(node);
    }

    /**
     * Sends one batch for each of several partitions.
     *
     * @param done gets an outcome for each batch
     * @return whether it was sent; if not, a connection attempt is under way
     */
    public boolean append(Node node, List<Batch> batches, Consumer<Map<PartitionRef, Appended>> done) {
        return rpc.send(node, Requests.produce(batches), ProduceResponse.class, r -> done.accept(parse(batches, r)));
    }

    private static Map<PartitionRef, Appended> parse(List<Batch> batches, @Nullable ProduceResponse response) {
        Map<PartitionRef, Appended> outcomes = new HashMap<>();
        if (response != null) {
            for (ProduceResponseData.TopicProduceResponse topic :
                    response.data().responses()) {
                for (ProduceResponseData.PartitionProduceResponse p : topic.partitionResponses()) {
                    Appended outcome =
                            Requests.appended(Errors.forCode(p.errorCode()), p.baseOffset(), p.logAppendTimeMs());
                    batches.stream()
                            .map(Batch::partition)
                            .filter(ref -> ref.partition() == p.index()
                                    && (ref.topicId().equals(topic.topicId())
                                            || ref.topic().equals(topic.name())))
                            .forEach(ref -> outcomes.put(ref, outcome));
                }
            }
        }
        batches.forEach(
                batch -> outcomes.putIfAbsent(batch.partition(), new Appended.Unknown("the connection was lost")));
        return outcomes;
    }

    /**
     * Asks one leader for the state of some partitions: producer first, log end next, high watermark last.
     *
     * @param done gets the state of each partition that the broker leads and answered for
     * @return whether the first question was sent
     */
    public boolean readBack(
            Node node,
            Collection<PartitionRef> partitions,
            long producerId,
            Consumer<Map<PartitionRef, LogState>> done) {
        List<PartitionRef> asked = List.copyOf(partitions);
        return rpc.send(node, Requests.describeProducers(asked), DescribeProducersResponse.class, producers -> {
            if (producers == null
                    || !rpc.send(node, Requests.logEnds(asked), ListOffsetsResponse.class, ends -> {
                        if (ends == null || !askHighWatermarks(node, asked, producerId, producers, ends, done)) {
                            done.accept(Map.of());
                        }
                    })) {
                done.accept(Map.of());
            }
        });
    }

    private boolean askHighWatermarks(
            Node node,
            List<PartitionRef> asked,
            long producerId,
            DescribeProducersResponse producers,
            ListOffsetsResponse ends,
            Consumer<Map<PartitionRef, LogState>> done) {
        return rpc.send(
                node,
                Requests.asConsumer(asked, ListOffsetsRequest.LATEST_TIMESTAMP),
                ListOffsetsResponse.class,
                marks -> done.accept(marks == null ? Map.of() : states(asked, producerId, producers, ends, marks)));
    }

    static Map<PartitionRef, LogState> states(
            List<PartitionRef> asked,
            long producerId,
            DescribeProducersResponse producers,
            ListOffsetsResponse ends,
            ListOffsetsResponse watermarks) {
        var producersByTopic = Requests.producers(producers);
        var endsByTopic = Requests.offsets(ends);
        var watermarksByTopic = Requests.offsets(watermarks);
        Map<PartitionRef, LogState> states = new HashMap<>();
        for (PartitionRef ref : asked) {
            DescribeProducersResponseData.PartitionResponse known =
                    producersByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            Long end = endsByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            Long watermark =
                    watermarksByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            if (known != null && end != null) {
                states.put(ref, new LogState(producer(known, producerId), end, watermark));
            }
        }
        return states;
    }

    private static LogState.@Nullable Producer producer(
            DescribeProducersResponseData.PartitionResponse partition, long producerId) {
        return partition.activeProducers().stream()
                .filter(p -> p.producerId() == producerId)
                .map(p -> new LogState.Producer(p.producerEpoch(), p.lastSequence(), p.coordinatorEpoch()))
                .findFirst()
                .orElse(null);
    }

    /** What became of a request for markers; how many landed is told by a read-back alone. */
    public enum Marked {
        ANSWERED,
        /** The right {@code CLUSTER_ACTION} (or {@code ALTER}) on the cluster is missing: nothing was written. */
        DENIED,
        UNKNOWN
    }

    /** Appends control markers that take one offset each; at most one call for a partition may be under way. */
    public boolean writeMarkers(Node node, PartitionRef partition, long producerId, long count, Consumer<Marked> done) {
        return rpc.send(
                node, Requests.markers(partition, producerId, count), WriteTxnMarkersResponse.class, response -> {
                    if (response == null) {
                        done.accept(Marked.UNKNOWN);
                    } else if (response.errorCounts().containsKey(Errors.CLUSTER_AUTHORIZATION_FAILED)) {
                        done.accept(Marked.DENIED);
                    } else {
                        done.accept(Marked.ANSWERED);
                    }
                });
    }

    public void poll(long millis) {
        rpc.poll(millis);
    }

    public int inFlight(Node node) {
        return rpc.inFlight(node);
    }

    public boolean hasInFlight() {
        return rpc.hasInFlight();
    }

    public void wakeup() {
        rpc.wakeup();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
