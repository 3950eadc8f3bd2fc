package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many partitions, all with something to move, and a target that takes nothing: what is held has a limit. */
@Tag("long")
@WithClusters
class MirrorMemoryIT {
    private static final int PARTITIONS = 1_000;
    private static final int RECORD = 300_000;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorMemoryIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldHoldNoMoreThanItsLimitWhenTheTargetTakesNothing() {
        // Given
        new TestData(east).create("many", PARTITIONS, Map.of());
        write(10);
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "many")
                .with("groups", "none")
                .with("replication.factor", "1");
        Map<String, String> environment = new HashMap<>(sites.environment());
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx192m -XX:+ExitOnOutOfMemoryError");
        try (BatonProcess mirror = sites.start(environment, "mirror")) {
            awaitRecords(PARTITIONS);
            // When
            west.pause();
            write(RECORD);
            LockSupport.parkNanos(Duration.ofSeconds(15).toNanos());
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            west.resume();
            awaitRecords(2 * PARTITIONS);
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
        }
    }

    private void write(int bytes) {
        byte[] value = new byte[bytes];
        new Random(3).nextBytes(value);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 0), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < PARTITIONS; i++) {
                var unused = producer.send(new ProducerRecord<>("many", i, null, value));
            }
        }
    }

    private void awaitRecords(int count) {
        Awaitility.await()
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> new ClusterLog(west.bootstrap())
                                .ends(List.of("many"), "read_uncommitted").values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                        == count);
    }
}
