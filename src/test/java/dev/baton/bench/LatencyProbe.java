package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that writes at a steady rate and a consumer elsewhere that sees the records: how long each took from one to the
 * other, by the clock of this one process.
 *
 * @param rate records a second
 * @param warmUp records before this are not counted, from the first that arrived on
 * @param measured how long records are counted
 */
record LatencyProbe(int rate, int partitions, Duration warmUp, Duration measured) {
    private static final int VALUE_BYTES = 100;

    /** Milliseconds. */
    record Latencies(double p50, double p99, double longest, int counted) {
        private static Latencies of(double[] millis) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return new Latencies(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), sorted.length);
        }

        private static double at(double[] sorted, double share) {
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    Latencies run(KafkaCluster source, String topic, KafkaCluster target, String targetTopic)
            throws InterruptedException {
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicBoolean arrived = new AtomicBoolean();
        Thread writer = new Thread(() -> write(source, topic, writing, arrived), "bench-writer");
        writer.setDaemon(true);
        writer.start();
        try {
            return read(target, targetTopic, arrived);
        } finally {
            writing.set(false);
            writer.join();
        }
    }

    /** A few records until the first one arrived: what piles up while a mirror starts says nothing of its latency. */
    private void write(KafkaCluster cluster, String topic, AtomicBoolean writing, AtomicBoolean arrived) {
        Map<String, Object> properties = cluster.clientProperties("linger.ms", 1, "acks", "all");
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (writing.get() && !arrived.get()) {
                send(producer, topic, 0);
                Thread.sleep(10);
            }
            long start = System.nanoTime();
            for (long i = 0; writing.get(); i++) {
                long due = start + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    Thread.onSpinWait();
                    if (due - System.nanoTime() > 1_000_000) {
                        Thread.sleep(1);
                    }
                }
                send(producer, topic, (int) (i % partitions));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int partition) {
        byte[] value =
                ByteBuffer.allocate(VALUE_BYTES).putLong(System.nanoTime()).array();
        var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    private Latencies read(KafkaCluster cluster, String topic, AtomicBoolean arrived) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        double[] millis = new double[(int) (rate * measured.toSeconds() * 2)];
        int counted = 0;
        long countFrom = Long.MAX_VALUE;
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties("auto.offset.reset", "latest", "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(all);
            while (counted < millis.length && (counted == 0 || System.nanoTime() < countFrom + measured.toNanos())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    long now = System.nanoTime();
                    arrived.set(true);
                    countFrom = Math.min(countFrom, now + warmUp.toNanos());
                    if (now >= countFrom && counted < millis.length) {
                        millis[counted++] =
                                (now - ByteBuffer.wrap(record.value()).getLong()) / 1e6;
                    }
                }
            }
        }
        return Latencies.of(Arrays.copyOf(millis, counted));
    }
}
