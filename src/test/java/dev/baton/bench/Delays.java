package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How long records take from a producer of the source to a consumer of the target, both on this machine's clock. */
final class Delays {
    private static final int RECORDS_A_SECOND_EACH = 10;

    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

    /** Writes to the busy partitions for so long, while another thread reads them. */
    void measure(ManyPartitions shape, KafkaCluster east, KafkaCluster west, int seconds) throws InterruptedException {
        List<TopicPartition> partitions = shape.busyPartitions();
        Thread reader = new Thread(() -> read(west, partitions, (long) seconds * RECORDS_A_SECOND_EACH * shape.busy()));
        reader.start();
        Thread.sleep(2_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (int tick = 0; tick < seconds * RECORDS_A_SECOND_EACH; tick++) {
                for (TopicPartition p : partitions) {
                    var unused = producer.send(new ProducerRecord<>(p.topic(), p.partition(), null, new byte[100]));
                }
                long due = start + (tick + 1) * 1_000_000_000L / RECORDS_A_SECOND_EACH;
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            }
        }
        reader.join();
    }

    private void read(KafkaCluster west, List<TopicPartition> partitions, long wanted) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                west.clientProperties("max.poll.records", 10_000, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            long quietSince = System.nanoTime();
            while (millis.size() < wanted && System.nanoTime() - quietSince < 30_000_000_000L) {
                var polled = consumer.poll(Duration.ofMillis(20));
                long now = System.currentTimeMillis();
                polled.forEach(read -> millis.add(now - read.timestamp()));
                quietSince = polled.isEmpty() ? quietSince : System.nanoTime();
            }
        }
    }

    @Override
    public String toString() {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? "no record came"
                : String.format(
                        "p50 %,d ms, p99 %,d ms, max %,d ms (%,d records)",
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() * 99 / 100),
                        sorted.get(sorted.size() - 1),
                        sorted.size());
    }
}
