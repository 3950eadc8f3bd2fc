package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that takes nothing for a while: what is read has no room, so that the source is not asked for more. */
@Tag("long")
@WithClusters
class FrozenTargetIT {
    /** More than a partition may hold that waits for the target. */
    private static final int RECORDS = 200;

    private static final int RECORD_BYTES = 100_000;
    private static final Duration FROZEN = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    FrozenTargetIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldNotSayThatTheSourceIsSilentWhenItIsNotAsked() {
        // Given
        new TestData(east).create("t", 1, Map.of()).produce("t", 0, 10, System.currentTimeMillis());
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("t", "none"), east, west)) {
            awaitMirrored("t", 10);
            // When
            west.pause();
            fill();
            // Then
            await().during(FROZEN)
                    .atMost(FROZEN.plusSeconds(5))
                    .until(() -> !Boolean.FALSE.equals(mirror.view().links().sourceAnswers()));
            assertThat(mirror.view().links().leaseHeld()).isFalse();
            // When
            west.resume();
            awaitMirrored("t", 10 + RECORDS);
            east.pause();
            // Then
            await().atMost(PATIENCE)
                    .until(() -> Boolean.FALSE.equals(mirror.view().links().sourceAnswers()));
            east.resume();
            await().atMost(PATIENCE)
                    .until(() -> Boolean.TRUE.equals(mirror.view().links().sourceAnswers()));
        }
    }

    @Test
    void shouldEndWith0AndALastWordWhenItIsTerminatedMeanwhile() throws Exception {
        // Given
        new TestData(east).create("u", 1, Map.of()).produce("u", 0, 10, System.currentTimeMillis());
        Path status = directory.resolve("status.json");
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "u").with("groups", "none");
        try (BatonProcess mirror = sites.start("mirror", "--status-file", status.toString())) {
            awaitMirrored("u", 10);
            // When
            west.pause();
            new TestData(east).produce("u", 0, 10, System.currentTimeMillis());
            LockSupport.parkNanos(FROZEN.toNanos());
            mirror.terminate();
            BatonProcess.Result end = mirror.await(PATIENCE);
            // Then
            assertThat(end.exitCode()).as(end.err()).isZero();
            assertThat(end.err())
                    .contains("mirrored 10 records of 1 partitions")
                    .doesNotContain("interrupted");
            assertThat(TwoSites.parse(Files.readString(status)).get("state").asText())
                    .isEqualTo("ended");
        } finally {
            west.resume();
        }
    }

    private void awaitMirrored(String topic, int records) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> new TestData(west).end(topic, 0) == records);
    }

    private void fill() {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>("t", new byte[RECORD_BYTES]));
            }
        }
    }
}
