package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
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
 * Appends batches to the leaders of a cluster and reads back where their logs stand, without waiting. Driven by one thread.
 * Each leader is reached by several connections; everything for one partition goes over {@linkplain #way the same}, in order,
 * which the read-back rule rests on.
 */
public final class TargetLog implements AutoCloseable {
    /** Batches of one producer that a broker can tell apart when they are sent again, per partition. */
    public static final int WINDOW = 5;

    /** Room for read-backs and gap filling beside a full window of appends. */
    private static final int MAX_IN_FLIGHT = WINDOW + 24;

    private static final int READ_BACK_REQUESTS = 3;

    private final Rpc rpc;
    private final Ways ways = new Ways();
    private final int ackTimeoutMs;

    /**
     * Connects to nothing yet.
     *
     * @param mayWrite whether what had to wait may still be sent; asked just before it is
     */
    public TargetLog(ClusterConfig cluster, String clientId, BooleanSupplier mayWrite) {
        this.rpc = new Rpc(cluster, clientId, MAX_IN_FLIGHT, mayWrite);
        // the leader's word that a follower is late must come before the wait for its answer ends, and the connection
        // with it
        this.ackTimeoutMs = rpc.requestTimeoutMs() / 2;
    }

    public boolean layout(Node node, List<String> topics, Consumer<@Nullable Layout> done) {
        return rpc.send(
                node,
                Layout.request(topics),
                MetadataResponse.class,
                r -> done.accept(r == null ? null : Layout.parse(r)));
    }

    public Node anyNode() {
        return rpc.anyNode();
    }

    /** The connection to the partition's leader that all requests for it take; to be given wherever a node is asked for here. */
    public Node way(Leader leader, PartitionRef partition) {
        return ways.to(leader.node(), partition);
    }

    /**
     * Sends one batch for each of several partitions.
     *
     * @param done gets an outcome for each batch
     * @return whether it was sent; if not, a connection attempt is under way
     */
    public boolean append(Node node, List<Batch> batches, Consumer<Map<PartitionRef, Appended>> done) {
        return rpc.send(
                node,
                Requests.produce(batches, ackTimeoutMs),
                ProduceResponse.class,
                r -> done.accept(parse(batches, r)));
    }

    private static Map<PartitionRef, Appended> parse(List<Batch> batches, @Nullable ProduceResponse response) {
        Map<PartitionRef, Appended> outcomes = new HashMap<>();
        if (response != null) {
            for (ProduceResponseData.TopicProduceResponse topic :
                    response.data().responses()) {
                for (ProduceResponseData.PartitionProduceResponse p : topic.partitionResponses()) {
                    batches.stream()
                            .filter(batch -> isFor(batch.partition(), topic, p))
                            .forEach(batch -> outcomes.put(batch.partition(), Requests.appended(p)));
                }
            }
        }
        batches.forEach(
                batch -> outcomes.putIfAbsent(batch.partition(), new Appended.Unknown("the connection was lost")));
        return outcomes;
    }

    private static boolean isFor(
            PartitionRef ref,
            ProduceResponseData.TopicProduceResponse topic,
            ProduceResponseData.PartitionProduceResponse partition) {
        return ref.partition() == partition.index()
                && (ref.topicId().equals(topic.topicId()) || ref.topic().equals(topic.name()));
    }

    /**
     * Asks one leader for the state of some partitions: producer first, log end next, high watermark last. All three go out
     * at once; a broker answers the requests of one connection one after the other.
     *
     * @param producerIds by partition, the producer whose state is wanted
     * @param done gets the state of each partition that the broker leads and answered for, and the topics that it may not
     *     be asked about
     * @return whether the questions were sent
     */
    public boolean readBack(
            Node node, Map<PartitionRef, Long> producerIds, BiConsumer<Map<PartitionRef, LogState>, Set<String>> done) {
        if (!rpc.hasRoom(node, READ_BACK_REQUESTS)) {
            return false;
        }
        List<PartitionRef> asked = List.copyOf(producerIds.keySet());
        Answers answers = new Answers();
        boolean sent = rpc.send(
                node, Requests.describeProducers(asked), DescribeProducersResponse.class, r -> answers.producers = r);
        sendEnds(node, asked, answers, () -> done.accept(answers.states(producerIds), answers.denied()));
        return sent;
    }

    private void sendEnds(Node node, List<PartitionRef> asked, Answers answers, Runnable done) {
        rpc.send(node, Requests.logEnds(asked), ListOffsetsResponse.class, r -> answers.ends = r);
        rpc.send(
                node, Requests.asConsumer(asked, ListOffsetsRequest.LATEST_TIMESTAMP), ListOffsetsResponse.class, r -> {
                    answers.watermarks = r;
                    done.run();
                });
    }

    /** What came back of one round of questions. */
    private static final class Answers {
        private @Nullable DescribeProducersResponse producers;
        private @Nullable ListOffsetsResponse ends;
        private @Nullable ListOffsetsResponse watermarks;
        private Marked marked = Marked.UNKNOWN;

        private Map<PartitionRef, LogState> states(Map<PartitionRef, Long> producerIds) {
            return producers == null || ends == null || watermarks == null
                    ? Map.of()
                    : TargetLog.states(producerIds, producers, ends, watermarks);
        }

        private Set<String> denied() {
            return producers == null ? Set.of() : Requests.denied(producers);
        }

        private @Nullable Ends ends(PartitionRef partition) {
            return ends == null || watermarks == null ? null : TargetLog.ends(partition, ends, watermarks);
        }
    }

    static @Nullable Ends ends(PartitionRef partition, ListOffsetsResponse ends, ListOffsetsResponse watermarks) {
        Long end = Requests.offset(ends, partition);
        return end == null ? null : new Ends(end, Requests.offset(watermarks, partition));
    }

    static Map<PartitionRef, LogState> states(
            Map<PartitionRef, Long> producerIds,
            DescribeProducersResponse producers,
            ListOffsetsResponse ends,
            ListOffsetsResponse watermarks) {
        var producersByTopic = Requests.producers(producers);
        var endsByTopic = Requests.offsets(ends);
        var watermarksByTopic = Requests.offsets(watermarks);
        Map<PartitionRef, LogState> states = new HashMap<>();
        producerIds.forEach((ref, producerId) -> {
            DescribeProducersResponseData.PartitionResponse known =
                    producersByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            Long end = endsByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            Long watermark =
                    watermarksByTopic.getOrDefault(ref.topic(), Map.of()).get(ref.partition());
            if (known != null && end != null) {
                states.put(ref, new LogState(producer(known, producerId), end, watermark, markerEpoch(known)));
            }
        });
        return states;
    }

    private static LogState.@Nullable Producer producer(
            DescribeProducersResponseData.PartitionResponse partition, long producerId) {
        return partition.activeProducers().stream()
                .filter(p -> p.producerId() == producerId)
                .map(p -> new LogState.Producer(p.producerEpoch(), p.lastSequence(), p.lastTimestamp()))
                .findFirst()
                .orElse(null);
    }

    private static int markerEpoch(DescribeProducersResponseData.PartitionResponse partition) {
        return partition.activeProducers().stream()
                .mapToInt(DescribeProducersResponseData.ProducerState::coordinatorEpoch)
                .max()
                .orElse(-1);
    }

    /** What became of a request for markers; how many landed is told by the log's end alone. */
    public enum Marked {
        ANSWERED,
        /** The right {@code CLUSTER_ACTION} (or {@code ALTER}) on the cluster is missing: nothing was written. */
        DENIED,
        UNKNOWN
    }

    /** The leader's own log end, and its high watermark where it knows it. */
    public record Ends(long end, @Nullable Long highWatermark) {
        /** Whether all that the leader holds is replicated. */
        public boolean isSettled() {
            return highWatermark != null && highWatermark == end;
        }
    }

    /** Told what became of markers, and where the log stood afterwards; null where that could not be read. */
    public interface Filled {
        void filled(Marked marked, @Nullable Ends ends);
    }

    /**
     * Appends control markers, each of which takes one offset, and reads the log's end behind them. At most one call for a
     * partition may be under way.
     *
     * @param epoch coordinator epoch of the markers: the leader writes none where it has one of the producer with a higher one
     * @return whether it was sent
     */
    public boolean fill(Node node, PartitionRef partition, long producerId, int epoch, long count, Filled done) {
        if (!rpc.hasRoom(node, READ_BACK_REQUESTS)) {
            return false;
        }
        Answers answers = new Answers();
        boolean sent = rpc.send(
                node,
                Requests.markers(partition, producerId, epoch, count),
                WriteTxnMarkersResponse.class,
                response -> answers.marked = marked(response));
        sendEnds(node, List.of(partition), answers, () -> done.filled(answers.marked, answers.ends(partition)));
        return sent;
    }

    private static Marked marked(@Nullable WriteTxnMarkersResponse response) {
        if (response == null) {
            return Marked.UNKNOWN;
        }
        return response.errorCounts().containsKey(Errors.CLUSTER_AUTHORIZATION_FAILED)
                ? Marked.DENIED
                : Marked.ANSWERED;
    }

    /** A number of the connection to the broker, other than that of any before; -1 where there is none yet. */
    public long connection(Node node) {
        return rpc.connection(node);
    }

    public void poll(long millis) {
        rpc.poll(millis);
    }

    /** Whether records can be sent this way now: there is room in its window, and the broker did not ask for a pause. */
    public boolean takesRecords(Node node) {
        return rpc.inFlight(node) < WINDOW && !rpc.isPaused(node);
    }

    public void wakeup() {
        rpc.wakeup();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
