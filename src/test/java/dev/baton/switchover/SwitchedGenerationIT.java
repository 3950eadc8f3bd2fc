package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch ends the flow for every mirror, also for one that was frozen while it ran and for one that starts in that second. */
@Tag("long")
@WithClusters
class SwitchedGenerationIT {
    private static final int RECORDS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** So long nothing may come, after the frozen one has woken up. */
    private static final Duration QUIET = Duration.ofSeconds(8);

    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    SwitchedGenerationIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
    }

    @Test
    void shouldKeepAFrozenMirrorAndOneThatStartsInThatSecondFromAppendingAndSyncing() throws Exception {
        // Given
        atEast.create("ended", 4, Map.of());
        atEast.produce("ended", 0, RECORDS, System.currentTimeMillis());
        atEast.commit("ended-app", "ended", 0, 100, "");
        try (BatonProcess frozen = sites.start("mirror")) {
            await("mirrored: " + frozen.err())
                    .atMost(LIMIT)
                    .until(() -> !atWest.committed("ended-app").isEmpty()
                            && atWest.end("ended", 0) == RECORDS
                            && atWest.committed("ended-app", "ended") == 100);
            frozen.pause();
            atEast.commit("ended-app", "ended", 0, 200, "");

            // When
            BatonProcess started = sites.start("mirror");
            JsonNode report =
                    sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "ended-app", "--execute");
            long switched = atWest.committed("ended-app", "ended");
            long end = atWest.end("ended", 0);
            atEast.produce("ended", 0, RECORDS, System.currentTimeMillis());
            atEast.commit("ended-app", "ended", 0, 300, "");
            atWest.produce("ended", 0, 7, System.currentTimeMillis());
            frozen.resume();

            // Then
            assertThat(report.at("/groups/0/result").asText()).isIn("switched", "unchanged");
            try (started) {
                await("both mirrors live on and leave the group and its topic alone")
                        .during(QUIET)
                        .atMost(QUIET.multipliedBy(4))
                        .untilAsserted(() -> {
                            assertThat(atWest.end("ended", 0)).isEqualTo(end + 7);
                            assertThat(atWest.committed("ended-app", "ended")).isEqualTo(switched);
                        });
                assertThat(started.isAlive()).as(started.err()).isTrue();
            }
        }
    }
}
