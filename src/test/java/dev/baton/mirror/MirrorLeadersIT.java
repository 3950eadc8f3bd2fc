package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.soak.Comparison;
import dev.baton.soak.Scene;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both clusters with three brokers and replication factor 3: whoever leads a partition of the target is killed as often as
 * {@code -Dbaton.kills} says, then who leads one with mapped offsets, and then who leads one of the source, as often.
 */
@Tag("long")
@WithClusters
class MirrorLeadersIT {
    private static final int KILLS = Integer.getInteger("baton.kills", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorLeadersIT(
            @Named(value = "east", brokers = 3, with = "min.insync.replicas=2") KafkaCluster east,
            @Named(value = "west", brokers = 3, with = "min.insync.replicas=2") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepTheLogRightWhenLeadersAreKilledAgainAndAgain() {
        try (Scene scene = new Scene(east, west, directory)) {
            // Given
            scene.write(1_000, 200);
            BatonProcess mirror = scene.startMirror();
            scene.awaitProgress(PATIENCE);
            // When
            killLeaders(west, scene);
            killLeader(west, Scene.MAPPED.get(0), scene);
            killLeaders(east, scene);
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }

    private static void killLeaders(KafkaCluster cluster, Scene scene) {
        for (int kill = 0; kill < KILLS; kill++) {
            killLeader(cluster, Scene.PRESERVED.get(kill % Scene.PRESERVED.size()), scene);
        }
    }

    private static void killLeader(KafkaCluster cluster, String topic, Scene scene) {
        int leader = new TestData(cluster).leader(topic, 0);
        cluster.kill(leader);
        // what had been fetched before goes on arriving while there is no leader
        Awaitility.await("another leader of " + topic)
                .ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> new TestData(cluster).leader(topic, 0) != leader);
        scene.awaitProgress(PATIENCE);
        cluster.revive();
        scene.awaitInSync(cluster, PATIENCE);
    }
}
