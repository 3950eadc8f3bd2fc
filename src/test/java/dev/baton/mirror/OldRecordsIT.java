package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
    private static final int RECORDS = 60_000;
    private static final int PARTITIONS = 2;

    /** So slow that there are records left when the last one freezes: they are enough for two minutes. */
    private static final String RATE = "200kB";

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

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
            awaitEnd(RECORDS / 60);
            // When answers are lost, and the broker has forgotten who appended by the time they are asked for again
            for (int i = 0; i < 3; i++) {
                loseAnswers(first);
                awaitForgotten();
                assertThat(end()).isLessThan(RECORDS);
                first.resume();
                awaitEnd(end() + 100);
            }
            String memberOfFirst = Members.shards(west).keySet().iterator().next();
            try (BatonProcess second = start(config)) {
                // and when the owner of a partition freezes until another has taken over and the broker knows neither
                Members.awaitSharing(west, 2, Duration.ofSeconds(30));
                boolean ofFirst = Members.shards(west).get(memberOfFirst).contains(InternalTopics.shardOf("old", 0));
                BatonProcess frozen = ofFirst ? first : second;
                BatonProcess owner = ofFirst ? second : first;
                frozen.pause();
                long frozenAt = end(0);
                Members.await(west, 1, Duration.ofSeconds(30));
                // more than what was under way from the one that is frozen
                awaitEnd(0, frozenAt + 100);
                for (int i = 0; i < 2; i++) {
                    owner.pause();
                    awaitForgotten();
                    long left = end(0);
                    assertThat(left).isGreaterThan(frozenAt).isLessThan(RECORDS / PARTITIONS);
                    frozen.resume();
                    awaitEnd(0, left + 100);
                    frozenAt = left;
                    BatonProcess woken = frozen;
                    frozen = owner;
                    owner = woken;
                }
                frozen.resume();
                Members.awaitSharing(west, 2, Duration.ofSeconds(30));
                awaitEnd(end() + 200);
                assertThat(first.isAlive() && second.isAlive())
                        .as(first.err() + second.err())
                        .isTrue();
            }
        }
        BatonProcess.Result last = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
        // Then
        assertThat(last.exitCode()).as(last.err()).isZero();
        for (int p = 0; p < PARTITIONS; p++) {
            BothLogs logs =
                    new BothLogs(east, west, "old", p).assertSameRecords().assertExactMap();
            assertThat(logs.records()).isEqualTo(RECORDS / PARTITIONS);
            assertThat(logs.map().isPreserved()).isTrue();
            assertThat(RawLog.of(west.clientConfig(), "old", p).stream().filter(RawBatch::control))
                    .isEmpty();
        }
    }

    /**
     * Pauses the broker until the mirror has given up on the appends that are under way, freezes the mirror, and lets the
     * broker go on: what its log grows by is of those appends, since nobody is there to send others.
     */
    private void loseAnswers(BatonProcess mirror) {
        List<Path> logs = IntStream.range(0, PARTITIONS)
                .mapToObj(p -> new TestData(west).log("old", p))
                .toList();
        west.pause();
        pause(REQUEST_TIMEOUT.plusSeconds(2));
        mirror.pause();
        long before = bytes(logs);
        west.resume();
        Awaitility.await("appends under way when the broker was paused")
                .atMost(Duration.ofSeconds(20))
                .until(() -> bytes(logs) > before);
    }

    private static long bytes(List<Path> logs) {
        return logs.stream()
                .map(log -> log.resolve("00000000000000000000.log").toFile())
                .mapToLong(File::length)
                .sum();
    }

    private void awaitForgotten() {
        TestData data = new TestData(west);
        for (int p = 0; p < PARTITIONS; p++) {
            int partition = p;
            Awaitility.await("the broker forgets")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> data.producers("old", partition).isEmpty());
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
                  west: {bootstrap.servers: "%s", request.timeout.ms: %d}
                flows:
                  - {from: east, to: west, topics: "old", groups: none, replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap(), REQUEST_TIMEOUT.toMillis());
    }

    private static BatonProcess start(String config) {
        return BatonProcess.start(Map.of(), config, "mirror", "--max-rate", RATE, "-c", "/dev/stdin");
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
                .until(() -> end() >= records);
    }

    private long end(int partition) {
        return new TestData(west).end("old", partition);
    }

    private void awaitEnd(int partition, long records) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> end(partition) >= records);
    }

    private static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
