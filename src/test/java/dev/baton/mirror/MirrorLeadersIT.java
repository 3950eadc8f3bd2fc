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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both clusters with three brokers and replication factor 3: one leader after the other is killed on the target, one on the source. */
@WithClusters
class MirrorLeadersIT {
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
            for (int node = 1; node <= 3; node++) {
                west.kill(node);
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
