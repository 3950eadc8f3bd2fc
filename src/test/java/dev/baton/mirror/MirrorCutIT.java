package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.soak.Comparison;
import dev.baton.soak.Scene;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are cut in the middle of requests and answers, on both sides, several times a second. */
@Tag("long")
class MirrorCutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CUTS = 40;

    private final Random random = new Random();

    @TempDir
    private Path directory;

    @Test
    void shouldKeepTheLogRightWhenConnectionsAreCutInTheMiddleOfRequests() {
        List<KafkaCluster> clusters = KafkaCluster.startAll(
                KafkaCluster.named("east").proxied(), KafkaCluster.named("west").proxied());
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1);
                Scene scene = Scene.withWaysToCut(east, west, directory)) {
            // Given
            scene.write(3_000, 300);
            BatonProcess mirror = scene.startMirror();
            scene.awaitProgress(PATIENCE);
            // When
            for (int cut = 0; cut < CUTS; cut++) {
                scene.cut(random);
            }
            scene.awaitProgress(PATIENCE);
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }
}
