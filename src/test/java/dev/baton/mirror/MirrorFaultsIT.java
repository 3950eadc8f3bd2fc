package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.soak.Comparison;
import dev.baton.soak.Fault;
import dev.baton.soak.Scene;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running mirror whose brokers die and freeze: it heals by itself. {@code scripts/soak} does this for hours. */
@WithClusters
class MirrorFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorFaultsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepTheLogRightWhenTheOnlyBrokersDieAndFreeze() {
        try (Scene scene = new Scene(east, west, directory)) {
            // Given
            scene.write(1_000, 200);
            BatonProcess mirror = scene.startMirror();
            scene.awaitProgress(PATIENCE);
            // When
            for (Fault fault :
                    List.of(Fault.TARGET_KILLED, Fault.SOURCE_KILLED, Fault.TARGET_FROZEN, Fault.TARGET_DISK_FULL)) {
                fault.strike(scene, new Random());
                scene.awaitProgress(PATIENCE);
            }
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }
}
