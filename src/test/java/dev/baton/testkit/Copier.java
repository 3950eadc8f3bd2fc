package dev.baton.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A mirror of the test's own, stretch by stretch as told: it keeps key, value, headers and time, and nothing else. It stands
 * for Replicator, uReplicator, Mirus and Flink jobs. What each copy was made from is known.
 */
public final class Copier implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String prefix;
    private final Map<TopicPartition, NavigableMap<Long, Long>> origins = new HashMap<>();

    /**
     * From one cluster to another.
     *
     * @param prefix of the topics on the target
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     */
    public Copier(KafkaCluster source, KafkaCluster target, String prefix, String isolation) {
        this.prefix = prefix;
        consumer = new KafkaConsumer<>(
                source.clientProperties(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                target.clientProperties("linger.ms", 1, "batch.size", 700),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Copies what there is between two source offsets. */
    public void copy(String topic, int partition, long from, long to) {
        TopicPartition source = new TopicPartition(topic, partition);
        NavigableMap<Long, Long> of = origins.computeIfAbsent(source, p -> new ConcurrentSkipListMap<>());
        consumer.assign(List.of(source));
        consumer.seek(source, from);
        while (consumer.position(source) < to) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                if (read.offset() < to) {
                    var unused = producer.send(
                            new ProducerRecord<>(
                                    prefix + topic,
                                    partition,
                                    read.timestamp(),
                                    read.key(),
                                    read.value(),
                                    read.headers()),
                            (copy, failure) -> of.put(copy.offset(), read.offset()));
                }
            }
        }
        producer.flush();
    }

    /** The source offset that each target offset was copied from. */
    public NavigableMap<Long, Long> origins(String topic, int partition) {
        return new TreeMap<>(origins.getOrDefault(new TopicPartition(topic, partition), new TreeMap<>()));
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
