package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import dev.baton.wire.LogReader;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters with quotas far below what a mirror could do: it is slow then, and nothing is the matter. */
@Tag("long")
@WithClusters
class QuotaIT {
    private static final int PARTITIONS = 4;
    private static final int RECORD = 4_000;
    private static final int RECORDS = 18_000;
    private static final double QUOTA = 1_000_000;

    /** Brokers look at the last 11 seconds: what comes at once is followed by a pause of that order. */
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaCluster east;
    private final KafkaCluster west;

    QuotaIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @AfterEach
    void removeQuotas() {
        new TestData(west).removeQuota("producer_byte_rate");
        new TestData(east).removeQuota("consumer_byte_rate");
    }

    @Test
    void shouldKeepToAQuotaOfTheTargetAndTakeNothingUpAnew() {
        new TestData(west).quota("producer_byte_rate", QUOTA);
        shouldKeepToTheQuota("written", () -> new TestData(west).removeQuota("producer_byte_rate"));
    }

    @Test
    void shouldKeepToAQuotaOfTheSourceAndTakeNothingUpAnew() {
        new TestData(east).quota("consumer_byte_rate", QUOTA);
        shouldKeepToTheQuota("read", () -> new TestData(east).removeQuota("consumer_byte_rate"));
    }

    private void shouldKeepToTheQuota(String topic, Runnable removeQuota) {
        // Given
        produce(topic, RECORDS);
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest(topic, "none"), east, west)) {
            await().atMost(PATIENCE)
                    .until(() -> arrived(topic) > 0 && mirror.view().mirroring() == PARTITIONS);
            // a topic that was made just now may be without a leader for a moment
            long before = mirror.view().counts().retries();
            // When
            long begun = System.nanoTime();
            LockSupport.parkNanos(MEASURED.toNanos());
            double rate = (double) arrived(topic) * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun);
            // Then
            assertThat(rate).isBetween(0.5 * QUOTA, 2.2 * QUOTA);
            assertThat(mirror.view().counts().retries()).isEqualTo(before);
            // When
            removeQuota.run();
            // Then: at the quota it would take longer
            await().atMost(PATIENCE).until(() -> arrived(topic) == (long) RECORDS * RECORD);
            assertThat(mirror.view().counts().retries()).isEqualTo(before);
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            new BothLogs(east, west, topic, partition).assertSameRecords();
        }
    }

    /** As a preparation reads both logs. */
    @Test
    void shouldWalkALogToItsEndWhenTheBrokerAsksForPauses() {
        // Given
        produce("walked", 2_500);
        new TestData(east).quota("consumer_byte_rate", QUOTA);
        TopicPartition partition = new TopicPartition("walked", 0);
        long end = new ClusterLog(east.bootstrap())
                .ends(List.of("walked"), "read_uncommitted")
                .get(partition);
        try (LogControl control = new LogControl(east.clientConfig(), "test");
                SourceLog log = new SourceLog(east.clientConfig(), "test")) {
            Layout layout = control.layout(List.of("walked"));
            PartitionRef ref = new PartitionRef("walked", layout.topicIds().get("walked"), 0);
            // When
            int records = 0;
            for (int i = 0; i < 5; i++) {
                LogReader all =
                        LogReader.committed(log, ref, () -> layout.leaders().get(partition), 0, end);
                while (all.hasNext()) {
                    all.next();
                    records++;
                }
            }
            // Then
            assertThat(records).isEqualTo(5 * end);
        }
    }

    private void produce(String topic, int records) {
        new TestData(east).create(topic, PARTITIONS, Map.of());
        byte[] value = new byte[RECORD];
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                random.nextBytes(value);
                var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value.clone()));
            }
        }
    }

    private long arrived(String topic) {
        return new ClusterLog(west.bootstrap())
                        .ends(List.of(topic), "read_uncommitted").values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                * RECORD;
    }
}
