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
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes of one mirror: started at the same instant, one killed, one frozen beyond its session and woken. Every
 * partition moves on soon after, and who takes over in good order never comes into conflict with who gives up.
 */
@Tag("long")
@WithClusters
class MirrorCrowdIT {
    private static final Duration BEYOND_SESSION = Mirror.SESSION.plusSeconds(5);

    /** Within a session a dead process is counted out; the rest is for others to share and to prove where each log stands. */
    private static final Duration TAKEN_OVER = Mirror.SESSION.plusSeconds(6);

    /** By then who came last appends, beside whoever has not stopped. */
    private static final Duration BEGUN = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorCrowdIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepTheLogRightWhenProcessesComeDieAndFreeze() throws Exception {
        try (Scene scene = new Scene(east, west, directory)) {
            // Given
            scene.write(1_000, 200);
            // When
            BatonProcess tmux = scene.startMirror();
            BatonProcess cron = scene.startMirror();
            awaitMembers(2);
            scene.awaitProgress(PATIENCE);
            BatonProcess third = scene.startMirror();
            awaitMembers(3);
            LockSupport.parkNanos(BEGUN.toNanos());
            scene.awaitProgress(PATIENCE);
            assertNothingRefused();
            tmux.kill();
            scene.awaitProgress(TAKEN_OVER);
            awaitMembers(2);
            cron.pause();
            scene.awaitProgress(TAKEN_OVER);
            awaitMembers(1);
            cron.resume();
            awaitMembers(2);
            scene.awaitProgress(PATIENCE);
            third.terminate();
            awaitMembers(1);
            scene.awaitProgress(PATIENCE);
            // Then
            assertThat(third.await(Duration.ofSeconds(30)).exitCode())
                    .as(third.err())
                    .isZero();
            assertThat(cron.isAlive()).as(cron.err()).isTrue();
            Comparison logs = scene.finish();
            assertThat(logs.differences()).isEmpty();
            assertThat(logs.records()).isPositive();
        }
    }

    private void awaitMembers(int count) {
        Members.awaitSharing(west, count, BEYOND_SESSION.plusSeconds(20));
    }

    /** Each of these lines is an append of somebody who was not the owner any more, or not yet. */
    private void assertNothingRefused() {
        List<String> refusals = west.log(1).stream()
                .filter(line ->
                        line.contains("OutOfOrderSequenceException") || line.contains("InvalidProducerEpochException"))
                .toList();
        assertThat(refusals).isEmpty();
    }
}
