package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planned switch of all groups ends no topic before it is on the target in full, whether a group reads it or not. */
@Tag("long")
@WithClusters
class WholeFlowIT {
    private static final int UNREAD = 2_000;

    private final KafkaCluster east;
    private final TestData atEast;
    private final TestData atWest;
    private final Path directory;

    WholeFlowIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.directory = directory;
    }

    @Test
    void shouldWaitForATopicThatNoGroupReads() {
        // Given
        TwoSites sites = new TwoSites(east, atWest.cluster(), directory).with("topics", "whole-.*");
        atEast.create("whole-orders", 1, Map.of()).create("whole-audit", 1, Map.of());
        atEast.produce("whole-orders", 0, 100, System.currentTimeMillis());
        atEast.commit("whole-shop", "whole-orders", 0, 100, "");
        produceMuch("whole-audit");
        try (BatonProcess mirror = sites.start("mirror", "--max-rate", "150kB")) {
            await("mirrors: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !atWest.committed("whole-shop").isEmpty()
                            && atWest.end("whole-orders", 0) == 100
                            && atWest.end("whole-audit", 0) > 0);
            long mirrored = atWest.end("whole-audit", 0);

            // When
            JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "planned", "--all-groups", "--execute");

            // Then
            assertThat(mirrored).as("the test is of no use otherwise").isLessThan(UNREAD);
            assertThat(atWest.end("whole-audit", 0)).isEqualTo(UNREAD);
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
            assertThat(step(report, "settle")).contains("2 partitions");
            assertThat(step(report, "drain")).contains("2 partitions", "all covered");
            assertThat(step(report, "failover-point")).contains("2 log ends");
        }
    }

    private static String step(JsonNode report, String label) {
        for (JsonNode step : report.get("steps")) {
            if (step.get("step").asText().equals(label)) {
                return step.get("detail").asText();
            }
        }
        throw new AssertionError("no step " + label + " in " + report);
    }

    /** A kilobyte each that does not compress. */
    private void produceMuch(String topic) {
        Random random = new Random(7);
        try (var producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < UNREAD; i++) {
                byte[] bytes = new byte[750];
                random.nextBytes(bytes);
                var unused = producer.send(new ProducerRecord<>(
                        topic, 0, "k" + i, Base64.getEncoder().encodeToString(bytes)));
            }
            producer.flush();
        }
    }
}
