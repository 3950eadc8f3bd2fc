package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;

/**
 * The floor of what a copy can cost: batches from one socket to another by two threads, one connection each, without any of
 * what makes a mirror. No producer id, no check of an answer beyond its error code, no second try, no state, no groups.
 */
final class RawCopy {
    private static final short FETCH_VERSION = 12;
    private static final short PRODUCE_VERSION = 11;
    private static final int FETCH_BYTES = 16 << 20;
    private static final int FETCH_BYTES_A_PARTITION = 4 << 20;
    private static final int IN_FLIGHT = 5;
    private static final int CHUNKS_AHEAD = 4;
    private static final short INIT_PRODUCER_ID_VERSION = 4;
    private static final long NO_PRODUCER = -1;

    private final String topic;
    private final String targetTopic;
    private final int partitions;
    private final long records;
    private final int[] nextSequences;
    private final long producerId;
    private final BlockingQueue<Map<Integer, Deque<ByteBuffer>>> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);

    private RawCopy(String topic, String targetTopic, int partitions, long records, long producerId) {
        this.topic = topic;
        this.targetTopic = targetTopic;
        this.partitions = partitions;
        this.records = records;
        this.nextSequences = new int[partitions];
        this.producerId = producerId;
    }

    /** Arguments: source and target as host:port, topic, its number of partitions, and how many records to copy. */
    public static void main(String[] arguments) throws Exception {
        String topic = arguments[2];
        new RawCopy(topic, topic, Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]), NO_PRODUCER)
                .run(arguments[0], arguments[1]);
        Thread.currentThread().join(); // its time and memory are read while it lives; whoever started it ends it
    }

    /** Copies as many records of a data set as warm a broker up, in this process, into a topic of another name. */
    static void warmUp(KafkaCluster source, KafkaCluster target, DataSet data, String targetTopic) throws Exception {
        warmUp(source, target, data, targetTopic, NO_PRODUCER);
    }

    /** The same with batches that have a producer and sequences, as all mirrors' have but this one's. */
    static void warmUpAsProducer(KafkaCluster source, KafkaCluster target, DataSet data, String targetTopic)
            throws Exception {
        warmUp(source, target, data, targetTopic, newProducer(target));
    }

    private static void warmUp(
            KafkaCluster source, KafkaCluster target, DataSet data, String targetTopic, long producerId)
            throws Exception {
        new RawCopy(data.topic(), targetTopic, data.partitions(), data.warmUp().records(), producerId)
                .run(source.bootstrap(), target.bootstrap());
    }

    private static long newProducer(KafkaCluster target) throws IOException {
        try (RawConnection connection = new RawConnection(target.bootstrap())) {
            InitProducerIdResponse answer =
                    connection.call(new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                                    .setTransactionalId(null)
                                    .setTransactionTimeoutMs(Integer.MAX_VALUE))
                            .build(INIT_PRODUCER_ID_VERSION));
            return answer.data().producerId();
        }
    }

    private void run(String source, String target) throws Exception {
        createTopic(target);
        Thread reading = new Thread(() -> read(source), "raw-read");
        reading.setDaemon(true);
        reading.start();
        write(target);
    }

    private void createTopic(String target) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", target))) {
            admin.createTopics(List.of(new NewTopic(targetTopic, partitions, (short) 1)))
                    .all()
                    .get();
            Thread.sleep(500); // for its leaders; a copy without a second try has no other way
        }
    }

    // ---- reading

    private void read(String source) {
        try (RawConnection connection = new RawConnection(source)) {
            long[] positions = new long[partitions];
            long got = 0;
            while (got < records) {
                FetchResponse response = connection.call(fetch(positions));
                Map<Integer, Deque<ByteBuffer>> chunk = new HashMap<>();
                for (FetchResponseData.FetchableTopicResponse answer :
                        response.data().responses()) {
                    for (FetchResponseData.PartitionData partition : answer.partitions()) {
                        got += take(partition, positions, chunk);
                    }
                }
                if (!chunk.isEmpty()) {
                    chunks.put(chunk);
                }
            }
            chunks.put(Map.of());
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private FetchRequest fetch(long[] positions) {
        Map<TopicPartition, FetchRequest.PartitionData> wanted = new LinkedHashMap<>();
        for (int i = 0; i < partitions; i++) {
            wanted.put(
                    new TopicPartition(topic, i),
                    new FetchRequest.PartitionData(
                            Uuid.ZERO_UUID, positions[i], -1, FETCH_BYTES_A_PARTITION, Optional.empty()));
        }
        return FetchRequest.Builder.forConsumer(FETCH_VERSION, 500, 1, wanted)
                .setMaxBytes(FETCH_BYTES)
                .build(FETCH_VERSION);
    }

    private long take(
            FetchResponseData.PartitionData partition, long[] positions, Map<Integer, Deque<ByteBuffer>> chunk) {
        if (partition.errorCode() != Errors.NONE.code()) {
            throw new IllegalStateException(
                    "fetch: " + Errors.forCode(partition.errorCode()).name());
        }
        ByteBuffer bytes = ((MemoryRecords) partition.records()).buffer();
        long got = 0;
        int at = bytes.position();
        while (bytes.limit() - at > 61 && bytes.limit() - at >= bytes.getInt(at + 8) + 12) {
            ByteBuffer batch = bytes.slice(at, bytes.getInt(at + 8) + 12);
            at += batch.remaining();
            positions[partition.partitionIndex()] = batch.getLong(0) + batch.getInt(23) + 1;
            got += batch.getInt(57);
            chunk.computeIfAbsent(partition.partitionIndex(), p -> new ArrayDeque<>())
                    .add(rewritten(batch, partition.partitionIndex()));
        }
        return got;
    }

    /** No base offset, no epoch, and the producer of this copy or none; the checksum made anew. */
    private ByteBuffer rewritten(ByteBuffer batch, int partition) {
        boolean claimed = producerId != NO_PRODUCER;
        batch.putLong(0, 0L)
                .putInt(12, -1)
                .putLong(43, producerId)
                .putShort(51, (short) (claimed ? 0 : -1))
                .putInt(53, claimed ? nextSequences[partition] : -1);
        nextSequences[partition] += batch.getInt(57);
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(21));
        return batch.putInt(17, (int) crc.getValue());
    }

    // ---- writing

    private void write(String target) throws Exception {
        try (RawConnection connection = new RawConnection(target)) {
            int underWay = 0;
            for (Map<Integer, Deque<ByteBuffer>> chunk = chunks.take(); !chunk.isEmpty(); chunk = chunks.take()) {
                while (!chunk.isEmpty()) {
                    if (underWay == IN_FLIGHT) {
                        check(connection.receive());
                        underWay--;
                    }
                    connection.send(produce(chunk));
                    underWay++;
                }
            }
            for (; underWay > 0; underWay--) {
                check(connection.receive());
            }
        }
    }

    /** The next batch of each partition. */
    private ProduceRequest produce(Map<Integer, Deque<ByteBuffer>> chunk) {
        var data = new ProduceRequestData.TopicProduceData().setName(targetTopic);
        for (int partition : new ArrayList<>(chunk.keySet())) {
            Deque<ByteBuffer> batches = chunk.get(partition);
            data.partitionData()
                    .add(new ProduceRequestData.PartitionProduceData()
                            .setIndex(partition)
                            .setRecords(MemoryRecords.readableRecords(batches.remove())));
            if (batches.isEmpty()) {
                chunk.remove(partition);
            }
        }
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(data);
        return new ProduceRequest(
                new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(30_000)
                        .setTopicData(topics),
                PRODUCE_VERSION);
    }

    private static void check(ProduceResponse response) {
        response.errorCounts().keySet().stream()
                .filter(error -> error != Errors.NONE)
                .forEach(error -> {
                    throw new IllegalStateException("produce: " + error.name());
                });
    }
}
