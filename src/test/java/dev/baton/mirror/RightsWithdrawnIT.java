package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.soak.Comparison;
import dev.baton.soak.Scene;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that are withdrawn under load, and given back: what needs them stops alone, says which, and goes on by itself. */
@Tag("long")
@WithClusters
class RightsWithdrawnIT {
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    private static final String UNLESS_SAID = "allow.everyone.if.no.acl.found=true";
    /** The mirror looks that often who leads what. */
    private static final Duration LAYOUT = Duration.ofSeconds(35);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    RightsWithdrawnIT(
            @Named(
                            value = "east",
                            with = {AUTHORIZER, UNLESS_SAID})
                    KafkaCluster east,
            @Named(
                            value = "west",
                            with = {AUTHORIZER, UNLESS_SAID})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldNameTheRightAndGoOnWhenItIsGivenBackUnderLoad() {
        TestAcls atEast = new TestAcls(east);
        TestAcls atWest = new TestAcls(west);
        try (Scene scene = new Scene(east, west, directory)) {
            // Given
            scene.write(300, 100);
            BatonProcess mirror = scene.startMirror();
            scene.awaitProgress(PATIENCE);
            // When
            atWest.withdraw(AclOperation.WRITE, "orders");
            atEast.withdraw(AclOperation.READ, "payments");
            // Then
            awaitSaying(mirror, "orders", 3, "not authorised on the target, WRITE on topic orders is missing");
            awaitSaying(mirror, "payments", 2, "not authorised on the source, READ on topic payments is missing");
            Map<TopicPartition, Long> withdrawn = scene.mirroredTo();
            Awaitility.await("the others go on")
                    .atMost(PATIENCE)
                    .until(() -> mirrored(scene, "shelf", withdrawn) > 200);
            assertThat(mirrored(scene, "orders", withdrawn)).isZero();
            assertThat(mirrored(scene, "payments", withdrawn)).isZero();
            // When
            atWest.giveBack(AclOperation.WRITE, "orders");
            atEast.giveBack(AclOperation.READ, "payments");
            // Then
            scene.awaitProgress(PATIENCE);
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }

    /** Of a topic that is hidden no broker says who leads it; that is another thing than that nobody does. */
    @Test
    void shouldNameTheRightWhenATopicOfTheTargetIsHiddenWhileNothingComes() {
        // Given
        new TestData(east).create("hidden", 1, Map.of()).produce("hidden", 0, 10, System.currentTimeMillis());
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("hidden", "none"), east, west)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> new TestData(west).end("hidden", 0) == 10);
            // When: until it has looked who leads what
            new TestAcls(west).withdraw(AclOperation.ALL, "hidden");
            LockSupport.parkNanos(LAYOUT.toNanos());
            new TestData(east).produce("hidden", 0, 10, System.currentTimeMillis());
            // Then
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> mirror.view().stopped().stream()
                            .anyMatch(stopped -> stopped.cause() == StopCause.UNAUTHORISED
                                    && stopped.reason().contains("on topic hidden is missing")));
            assertThat(mirror.view().stopped()).noneMatch(stopped -> stopped.cause() == StopCause.UNREACHABLE);
            // When
            new TestAcls(west).giveBack(AclOperation.ALL, "hidden");
            // Then
            Awaitility.await().atMost(PATIENCE).until(() -> new TestData(west).end("hidden", 0) == 20);
        }
    }

    private static void awaitSaying(BatonProcess mirror, String topic, int partitions, String words) {
        for (int p = 0; p < partitions; p++) {
            String partition = topic + "-" + p + ": ";
            Awaitility.await(partition + words)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(mirror.err().lines())
                            .anyMatch(line -> line.contains(partition) && line.contains(words)));
        }
    }

    /** How many offsets of a topic the mirror took on since then. */
    private static long mirrored(Scene scene, String topic, Map<TopicPartition, Long> since) {
        return scene.mirroredTo().entrySet().stream()
                .filter(end -> end.getKey().topic().equals(topic))
                .mapToLong(end -> end.getValue() - since.getOrDefault(end.getKey(), 0L))
                .sum();
    }
}
