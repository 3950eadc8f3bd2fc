package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
import org.junit.jupiter.api.io.TempDir;

/** A target that comes back without what it had acknowledged. */
@Tag("long")
@WithClusters
class TargetLossIT {
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    TargetLossIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSayWhatTheTargetLostAndCopyItAgain() throws Exception {
        // Given
        fill();
        Path config = config();
        BatonProcess.Result first = BatonProcess.run("mirror", "--once", "-c", config.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        // When
        new TestData(west).loseLog("valued", 0);
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config.toString())) {
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(mirror.err())
                        .contains("the target lost what it had acknowledged: valued-0 ends at 0 and had ended at 100");
                assertThat(values()).isEqualTo(expected());
                assertThat(status(config)).contains("the target lost what it had acknowledged");
            });
        }
    }

    private static String status(Path config) {
        return BatonProcess.run("inspect", "status", "-o", "json", "-c", config.toString())
                .out();
    }

    private void fill() throws Exception {
        try (Admin admin = east.admin();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic("valued", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            expected().forEach(value -> {
                var unused = producer.send(new ProducerRecord<>("valued", value.getBytes(StandardCharsets.UTF_8)));
            });
        }
    }

    private List<String> values() {
        return new ClusterLog(west.bootstrap())
                .raw("valued").stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static List<String> expected() {
        return IntStream.range(0, RECORDS).mapToObj(i -> "value " + i).toList();
    }

    private Path config() throws Exception {
        return Files.writeString(directory.resolve("baton.yaml"), """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s"}
                flows:
                  - {from: east, to: west, topics: valued, groups: none, replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap()));
    }
}
