package dev.baton.switchover;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer of numbered records and an application that processes them, both of which write down what they did. */
final class LiveLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaCluster cluster;
    private final String topic;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, Place> processed = new ConcurrentHashMap<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final CompletableFuture<Void> producer;
    private final CompletableFuture<Void> application;

    LiveLoad(KafkaCluster cluster, String topic, String group) {
        this.cluster = cluster;
        this.topic = topic;
        this.producer = CompletableFuture.runAsync(this::produce);
        this.application = CompletableFuture.runAsync(() -> process(group));
    }

    /** Where a record lies. */
    record Place(int partition, long offset) {}

    /** What was done until the end. */
    record Ledger(Set<String> acknowledged, Map<String, Place> processed) {}

    Map<String, Place> processed() {
        return processed;
    }

    /** Stops both, as they died with their cluster. */
    Ledger end() {
        done.set(true);
        producer.join();
        application.join();
        return new Ledger(Set.copyOf(acknowledged), Map.copyOf(processed));
    }

    private void produce() {
        var sender = new KafkaProducer<>(
                cluster.clientProperties(
                        "linger.ms", 2, "acks", "all", "delivery.timeout.ms", 3_000, "request.timeout.ms", 2_000),
                new StringSerializer(),
                new StringSerializer());
        try {
            int partitions = sender.partitionsFor(topic).size();
            for (int i = 0; !done.get(); i++) {
                String value = topic + "-" + i;
                var unused =
                        sender.send(new ProducerRecord<>(topic, i % partitions, "k", value), (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.add(value);
                            }
                        });
                pause(i % 20 == 0 ? 20 : 0);
            }
        } catch (KafkaException e) {
            // the cluster is dead, and what was not acknowledged is not in the ledger
            done.set(true);
        } finally {
            sender.close(Duration.ZERO);
        }
    }

    private void process(String group) {
        KafkaConsumer<String, String> consumer = consumer(cluster, group);
        try {
            consumer.subscribe(List.of(topic));
            while (!done.get()) {
                consumer.poll(POLL)
                        .forEach(record ->
                                processed.put(record.value(), new Place(record.partition(), record.offset())));
                consumer.commitSync(Duration.ofSeconds(2));
            }
        } catch (KafkaException e) {
            // the cluster is dead: what was processed since the last commit stays processed
            done.set(true);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** All records of a topic, by their values; each value is there once, or it is an error. */
    static Map<String, Place> log(KafkaCluster cluster, String topic) {
        Map<String, Place> log = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = consumer(cluster, "")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, log, partitions);
        }
        return log;
    }

    /** What an application reads that goes on at its group's offsets, up to the end. */
    static Map<String, Place> consume(KafkaCluster cluster, String topic, String group) {
        Map<String, Place> read = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = consumer(cluster, group)) {
            consumer.subscribe(List.of(topic));
            int partitions = consumer.partitionsFor(topic).size();
            while (consumer.assignment().size() < partitions) {
                consumer.poll(POLL).forEach(record -> put(read, record.value(), record.partition(), record.offset()));
            }
            read(consumer, read, List.copyOf(consumer.assignment()));
            consumer.commitSync();
        }
        return read;
    }

    private static void read(
            KafkaConsumer<String, String> consumer, Map<String, Place> into, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Set<TopicPartition> open = new HashSet<>(partitions);
        while (!open.isEmpty()) {
            consumer.poll(POLL).forEach(record -> put(into, record.value(), record.partition(), record.offset()));
            open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        }
    }

    private static void put(Map<String, Place> into, String value, int partition, long offset) {
        Place before = into.put(value, new Place(partition, offset));
        if (before != null) {
            throw new IllegalStateException(value + " is there twice: at " + before + " and at " + offset);
        }
    }

    private static KafkaConsumer<String, String> consumer(KafkaCluster cluster, String group) {
        Map<String, Object> properties =
                cluster.clientProperties("auto.offset.reset", "earliest", "enable.auto.commit", "false");
        if (!group.isEmpty()) {
            properties.put("group.id", group);
        }
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.set(true);
    }
}
