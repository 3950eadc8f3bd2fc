package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records to be mirrored: the same ones in every run.
 *
 * @param valueBytes size of a value
 * @param compression the producer's {@code compression.type}
 * @param batchBytes the producer's {@code batch.size}
 */
record DataSet(
        String title, String topic, long records, int partitions, int valueBytes, String compression, int batchBytes) {
    private static final int WELL_BATCHED = 131_072;

    /** Distinct values; more would only measure how fast this program makes them up. */
    private static final int VALUES = 2_000;

    private static final String[] CITIES = {"Bergen", "Porto", "Leipzig", "Turku", "Ghent", "Lyon", "Brno", "Cork"};

    /** Records of 1 kB JSON, lz4. */
    static DataSet large(long records, int partitions) {
        return new DataSet("1 kB JSON, lz4", "bench-1kb", records, partitions, 1_000, "lz4", WELL_BATCHED);
    }

    /** Records of 100 bytes, uncompressed. */
    static DataSet small(long records, int partitions) {
        return new DataSet("100 B, uncompressed", "bench-100b", records, partitions, 100, "none", WELL_BATCHED);
    }

    /** Records of 100 bytes, uncompressed, each a batch of its own. */
    static DataSet tiny(long records, int partitions) {
        return new DataSet("100 B, one record a batch", "bench-tiny", records, partitions, 100, "none", 1);
    }

    boolean isTiny() {
        return batchBytes == 1;
    }

    /** Whether records are as small as tiny ones, but well batched. */
    boolean isSmall() {
        return !isTiny() && valueBytes == 100;
    }

    /** Half as many records like these in another topic, for a broker that is to be warm. */
    DataSet warmUp() {
        return new DataSet(title, topic + "-warm-up", records / 2, partitions, valueBytes, compression, WELL_BATCHED);
    }

    /**
     * Makes the topic and writes all records. The first of each partition is waited for: until a partition knows a producer,
     * it takes any sequence, so of several batches in flight to a leader that is just being made the second can get in before
     * the first, which is then refused until its time is over.
     */
    void writeTo(KafkaCluster cluster) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
        byte[][] values = values();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (var producer = new KafkaProducer<>(
                producerProperties(cluster), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                byte[] key = Long.toString(i).getBytes(StandardCharsets.US_ASCII);
                var sent = producer.send(
                        new ProducerRecord<>(topic, (int) (i % partitions), key, values[(int) (i % VALUES)]),
                        (at, e) -> failure.compareAndSet(null, e));
                if (i < partitions) {
                    sent.get();
                }
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the data could not be written", failure.get());
        }
    }

    /** Reads all records once, as a consumer of that isolation level does. */
    void readFrom(KafkaCluster cluster, IsolationLevel isolation) {
        Map<String, Object> properties = cluster.clientProperties(
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                isolation.toString(),
                "fetch.max.bytes",
                16 << 20,
                "max.partition.fetch.bytes",
                4 << 20);
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            for (long read = 0; read < records; ) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
    }

    private Map<String, Object> producerProperties(KafkaCluster cluster) {
        return cluster.clientProperties(
                "max.in.flight.requests.per.connection",
                5,
                "compression.type",
                compression,
                "batch.size",
                batchBytes,
                "linger.ms",
                batchBytes == WELL_BATCHED ? 20 : 0,
                "buffer.memory",
                134_217_728L);
    }

    private byte[][] values() {
        Random random = new Random(11);
        byte[][] values = new byte[VALUES][];
        for (int i = 0; i < VALUES; i++) {
            StringBuilder json = new StringBuilder("{\"order\":" + random.nextInt(1_000_000_000));
            while (json.length() < valueBytes - 2) {
                json.append(",\"item")
                        .append(random.nextInt(100))
                        .append("\":{\"city\":\"")
                        .append(CITIES[random.nextInt(CITIES.length)])
                        .append("\",\"cents\":")
                        .append(random.nextInt(1_000_000))
                        .append('}');
            }
            json.setLength(valueBytes - 1);
            values[i] = json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
        }
        return values;
    }
}
