package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.soak.Comparison;
import dev.baton.soak.Scene;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both clusters with three brokers and replication factor 3: as many leaders of the target as {@code -Dbaton.kills} says are
 * killed, one after the other, and one of the source.
 */
@Tag("long")
@WithClusters
class MirrorLeadersIT {
    private static final int KILLS = Integer.getInteger("baton.kills", 1);
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
            for (int kill = 0; kill < KILLS; kill++) {
                west.kill(1 + kill % west.brokers());
                scene.awaitProgress(PATIENCE);
                west.revive();
            }
            east.kill(1);
            scene.awaitProgress(PATIENCE);
            east.revive();
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }
}
