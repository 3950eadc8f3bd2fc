package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code --max-rate} on real brokers: the bytes that arrive in a time, and who gets how many of them. */
@Tag("long")
@WithClusters
class MirrorRateIT {
    private static final int PARTITIONS = 4;
    private static final int RECORD = 1_000;
    private static final long RATE = 2_000_000;
    private static final int RECORDS = 5_000;

    private final KafkaCluster east;
    private final KafkaCluster west;

    MirrorRateIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepToTheRateAndShareItFairlyWhenItIsLimited() {
        // Given
        produce("large", 500_000);
        produce("small", 4_000);
        // When
        try (RunningMirror mirror = RunningMirror.limited(flow(), east, west, RATE)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> arrived() > RATE / 2);
            long begun = System.nanoTime();
            Map<TopicPartition, Long> before = ends();
            await().atMost(Duration.ofSeconds(40)).until(() -> arrived() > bytes(before) + 8 * RATE);
            Map<TopicPartition, Long> after = ends();
            double seconds = (double) (System.nanoTime() - begun) / TimeUnit.SECONDS.toNanos(1);
            long bytes = bytes(after) - bytes(before);
            // Then: records of random bytes, so that framing is all that comes on top of them
            assertThat(bytes / seconds).isCloseTo(RATE, within(RATE * 0.10));
            long fair = bytes / RECORD / (2 * PARTITIONS);
            assertThat(after)
                    .allSatisfy((partition, end) ->
                            assertThat(end - before.get(partition)).isCloseTo(fair, within(fair / 2)));
        }
    }

    private static FlowConfig flow() {
        return new FlowConfig(
                "east",
                "west",
                new NameFilter(List.of("large", "small"), List.of()),
                new NameFilter(List.of(".*"), List.of()),
                TopicNaming.IDENTITY,
                OffsetsMode.AUTO,
                (short) 1);
    }

    private void produce(String topic, int batch) {
        new TestData(east).create(topic, PARTITIONS, Map.of());
        byte[] value = new byte[RECORD];
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("batch.size", batch, "linger.ms", 50),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS * PARTITIONS; i++) {
                random.nextBytes(value);
                var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value.clone()));
            }
        }
    }

    private long arrived() {
        return bytes(ends());
    }

    private Map<TopicPartition, Long> ends() {
        return new ClusterLog(west.bootstrap()).ends(List.of("large", "small"), "read_uncommitted");
    }

    private static long bytes(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum() * RECORD;
    }
}
