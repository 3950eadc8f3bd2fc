package dev.baton.wire;

import dev.baton.cluster.Right;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Reads committed records, batch by batch, from the leaders of a cluster. Driven by one thread. */
public final class SourceLog implements AutoCloseable {
    /** Soft limit of one answer. */
    public static final int MAX_BYTES = 16 << 20;

    /** The first version of Fetch that names topics by id (KIP-516): names alone do not tell two incarnations apart. */
    static final short BY_TOPIC_ID = 13;

    private static final long NO_REPLICA_EPOCH = -1;

    private final Rpc rpc;

    public SourceLog(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, 1);
    }

    /**
     * Where to read on in one partition.
     *
     * @param offset the next source offset
     * @param lastEpoch leader epoch of the batch before it, by which the broker tells a log that was cut (KIP-595); null
     *     where not known
     * @param maxBytes soft limit of the answer
     * @param maxBatchBytes the largest batch that the target takes
     */
    public record Position(long offset, @Nullable Integer lastEpoch, int maxBytes, int maxBatchBytes) {
        /** The same with a limit that is not lower than that. */
        public Position atLeast(int bytes) {
            return bytes <= maxBytes ? this : new Position(offset, lastEpoch, bytes, maxBatchBytes);
        }
    }

    /** Asks for ids and leaders, without waiting; null is handed over where no broker answered. */
    public boolean layout(Node node, List<String> topics, Consumer<@Nullable Layout> done) {
        return rpc.send(
                node,
                Layout.request(topics),
                MetadataResponse.class,
                r -> done.accept(r == null ? null : Layout.parse(r)));
    }

    /** The failure of reading without the right to. */
    BatonException unreadable(PartitionRef partition) {
        return new Right(AclOperation.READ, ResourceType.TOPIC, partition.topic())
                .missing(rpc.cluster(), "let " + partition + " be read", null);
    }

    /** The failure of reading what cannot be what was written. */
    BatonException damaged(PartitionRef partition, Fetched.Damaged damaged) {
        return BatonException.refused(
                "cluster " + rpc.cluster().alias() + ": " + partition + " cannot be read at offset " + damaged.offset()
                        + ": " + damaged.what(),
                "look at the disk of the partition's leader; a replica that is whole can lead in its place");
    }

    public Node anyNode() {
        return rpc.anyNode();
    }

    /**
     * Fetches from one broker; at most one fetch is under way to each.
     *
     * @param maxWaitMillis how long the broker may wait for the first byte
     * @param maxBytes soft limit of the whole answer: one batch comes, whatever its size
     * @param done gets an answer for each partition that the broker named, or null where the connection was lost
     * @return whether the request was sent
     */
    public boolean fetch(
            Node node,
            Map<PartitionRef, Position> positions,
            int maxWaitMillis,
            int maxBytes,
            Consumer<@Nullable Map<PartitionRef, Fetched>> done) {
        return rpc.send(
                node,
                request(positions, maxWaitMillis, maxBytes),
                FetchResponse.class,
                r -> done.accept(r == null ? null : parse(r, positions)));
    }

    /** One fetch, waiting for the answer. */
    public Map<PartitionRef, Fetched> fetch(Node node, Map<PartitionRef, Position> positions) {
        return parse(rpc.call(node, request(positions, 0, MAX_BYTES), FetchResponse.class), positions);
    }

    /** Who wrote the record at an offset, waiting for the answer; null where its producer has no id. */
    public @Nullable ProducerIdentity writerAt(Node node, PartitionRef partition, long offset) {
        Position position = new Position(offset, null, 1, Integer.MAX_VALUE);
        FetchResponse response = rpc.call(node, request(Map.of(partition, position), 0, 1), FetchResponse.class);
        return response.data().responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .flatMap(SourceLog::batches)
                .findFirst()
                .filter(RecordBatch::hasProducerId)
                .map(batch -> new ProducerIdentity(batch.producerId(), batch.producerEpoch()))
                .orElse(null);
    }

    private static Stream<? extends RecordBatch> batches(FetchResponseData.PartitionData answer) {
        return answer.records() instanceof MemoryRecords records
                ? StreamSupport.stream(records.batches().spliterator(), false)
                : Stream.empty();
    }

    public void poll(long millis) {
        rpc.poll(millis);
    }

    public boolean isConnected(Node node) {
        return rpc.isConnected(node);
    }

    /** Whether the broker asked for a pause, which is not over. */
    public boolean isPaused(Node node) {
        return rpc.isPaused(node);
    }

    public boolean isIdle(Node node) {
        return rpc.inFlight(node) == 0;
    }

    public void wakeup() {
        rpc.wakeup();
    }

    private static FetchRequest.Builder request(
            Map<PartitionRef, Position> positions, int maxWaitMillis, int maxBytes) {
        Map<TopicPartition, FetchRequest.PartitionData> wanted = new LinkedHashMap<>();
        positions.forEach((ref, position) -> wanted.put(
                ref.topicPartition(),
                new FetchRequest.PartitionData(
                        ref.topicId(),
                        position.offset(),
                        -1,
                        position.maxBytes(),
                        Optional.empty(),
                        Optional.ofNullable(position.lastEpoch()))));
        return new FetchRequest.Builder(
                        BY_TOPIC_ID,
                        ApiKeys.FETCH.latestVersion(),
                        FetchRequest.CONSUMER_REPLICA_ID,
                        NO_REPLICA_EPOCH,
                        maxWaitMillis,
                        1,
                        wanted)
                .isolationLevel(IsolationLevel.READ_COMMITTED)
                .setMaxBytes(maxBytes);
    }

    private static Map<PartitionRef, Fetched> parse(FetchResponse response, Map<PartitionRef, Position> positions) {
        Map<Uuid, Map<Integer, PartitionRef>> byId = new HashMap<>();
        positions
                .keySet()
                .forEach(ref -> byId.computeIfAbsent(ref.topicId(), id -> new HashMap<>())
                        .put(ref.partition(), ref));
        Map<PartitionRef, Fetched> fetched = new LinkedHashMap<>();
        for (FetchResponseData.FetchableTopicResponse topic : response.data().responses()) {
            for (FetchResponseData.PartitionData partition : topic.partitions()) {
                PartitionRef ref = byId.getOrDefault(topic.topicId(), Map.of()).get(partition.partitionIndex());
                Position position = ref == null ? null : positions.get(ref);
                if (ref != null && position != null) {
                    fetched.put(ref, parse(partition, position));
                }
            }
        }
        if (response.throttleTimeMs() > 0 && response.error() == Errors.NONE) {
            positions.keySet().forEach(ref -> fetched.putIfAbsent(ref, new Fetched.Throttled()));
        }
        return fetched;
    }

    private static Fetched parse(FetchResponseData.PartitionData partition, Position position) {
        Errors error = Errors.forCode(partition.errorCode());
        return switch (error) {
            case NONE -> {
                long sameBelow = partition.divergingEpoch().endOffset();
                yield sameBelow >= 0 ? new Fetched.Diverged(sameBelow) : decoded(partition, position);
            }
            case OFFSET_OUT_OF_RANGE -> new Fetched.OutOfRange(partition.logStartOffset());
            case UNKNOWN_TOPIC_ID, INCONSISTENT_TOPIC_ID -> new Fetched.TopicGone();
            case TOPIC_AUTHORIZATION_FAILED -> new Fetched.Denied();
            default -> new Fetched.NotNow("its leader answers " + error.name());
        };
    }

    // whatever the bytes of one partition do to a decoder, they do it to this partition alone
    private static Fetched decoded(FetchResponseData.PartitionData partition, Position position) {
        try {
            return chunk(partition, position);
        } catch (CorruptRecordException e) {
            return new Fetched.Damaged(position.offset(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Fetched.Damaged(position.offset(), "a batch there cannot be decoded: " + e);
        }
    }

    private static Fetched.Chunk chunk(FetchResponseData.PartitionData partition, Position position) {
        List<Piece> pieces = new ArrayList<>();
        if (partition.records() instanceof MemoryRecords records) {
            ByteBuffer bytes = records.buffer().duplicate();
            pieces = ChunkDecoder.decode(
                    bytes, partition.abortedTransactions(), position.offset(), position.maxBatchBytes());
        }
        return new Fetched.Chunk(
                pieces, partition.highWatermark(), partition.lastStableOffset(), partition.logStartOffset());
    }

    @Override
    public void close() {
        rpc.close();
    }
}
