package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A backfill of records that are older than the broker's memory of their producer, which it looks over every second here:
 * what was appended is forgotten soon after, and appended again if it is sent again.
 */
@Tag("long")
@WithClusters
class OldRecordsIT {
    private static final int RECORDS = 150_000;
    private static final int PARTITIONS = 2;

    private final KafkaCluster east;
    private final KafkaCluster west;

    OldRecordsIT(
            @Named("east") KafkaCluster east,
            @Named(value = "west", with = "producer.id.expiration.check.interval.ms=1000") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldDoubleNothingWhenAnswersAreLostAndAFrozenProcessWakesWhileTheBrokerForgets() throws Exception {
        // Given
        produce("old");
        String config = config();
        try (BatonProcess first = start(config)) {
            awaitEnd(RECORDS / 20);
            // When the broker is away for longer than a request may take, again and again
            for (int i = 0; i < 3; i++) {
                west.pause();
                pause(Duration.ofSeconds(5));
                west.resume();
                awaitEnd(end() + 100);
            }
            try (BatonProcess second = start(config)) {
                // and when the owner of a partition freezes until another has taken over
                Members.await(west, 2, Duration.ofSeconds(30));
                first.pause();
                second.pause();
                first.resume();
                pause(Mirror.SESSION.plusSeconds(3));
                second.resume();
                first.pause();
                pause(Mirror.SESSION.plusSeconds(3));
                first.resume();
                awaitAll();
            }
            // Then
            assertThat(first.isAlive()).as(first.err()).isTrue();
            Awaitility.await("the broker forgets")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> new TestData(west).producers("old", 0).isEmpty());
        }
        for (int p = 0; p < PARTITIONS; p++) {
            BothLogs logs =
                    new BothLogs(east, west, "old", p).assertSameRecords().assertExactMap();
            assertThat(logs.records()).isEqualTo(RECORDS / PARTITIONS);
            assertThat(logs.map().isPreserved()).isTrue();
            assertThat(RawLog.of(west.clientConfig(), "old", p).stream().filter(RawBatch::control))
                    .isEmpty();
        }
    }

    // ----

    private void produce(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(
                            List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        long twoDaysAgo = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
        // batches just large enough not to be merged: many appends, one at a time
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("batch.size", 4_600, "linger.ms", 50),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = ("v" + i + "x".repeat(400)).getBytes(StandardCharsets.UTF_8);
                var sent = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, twoDaysAgo + i, null, value));
                if (i < PARTITIONS) {
                    sent.get(20, TimeUnit.SECONDS);
                }
            }
        }
    }

    private String config() {
        return """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s", request.timeout.ms: 3000}
                flows:
                  - {from: east, to: west, topics: "old", groups: none, replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap());
    }

    private static BatonProcess start(String config) {
        return BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin");
    }

    private long end() {
        return new ClusterLog(west.bootstrap())
                .ends(List.of("old"), "read_uncommitted").values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    private void awaitEnd(long records) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> end() >= Math.min(records, RECORDS));
    }

    private void awaitAll() {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> end() >= RECORDS);
    }

    private static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
