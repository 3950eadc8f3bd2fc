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
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes of one mirror: started at the same instant, one killed, one frozen beyond its session and woken. */
@Tag("long")
@WithClusters
class MirrorCrowdIT {
    private static final Duration BEYOND_SESSION = Mirror.SESSION.plusSeconds(5);

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
            tmux.kill();
            awaitMembers(2);
            scene.awaitProgress(PATIENCE);
            cron.pause();
            awaitMembers(1);
            scene.awaitProgress(PATIENCE);
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
        try (Admin admin = west.admin()) {
            Awaitility.await(count + " members")
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .atMost(BEYOND_SESSION.plusSeconds(20))
                    .until(() -> members(admin), members -> members == count);
        }
    }

    private static int members(Admin admin) throws Exception {
        String group = "baton-mirror.east";
        return admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()
                .size();
    }
}
