package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
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

/** A switch is taken back, and once more, while a mirror goes on with what was let go. */
@Tag("long")
@WithClusters
class UndoBesideMirrorIT {
    private static final int RECORDS = 1_000;
    private static final String GROUP = "beside-app";
    private static final String TOPIC = "beside";

    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    UndoBesideMirrorIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
    }

    @Test
    void shouldTakeNothingOfTheMirrorForProgressWhenAnUndoIsKilledAndRunAgain() throws Exception {
        // Given: the undo dies once it has told the mirror, which goes on with records and commits
        atEast.create(TOPIC, 1, Map.of());
        try (BatonProcess mirror = sites.start("mirror")) {
            goesOn(mirror, RECORDS, RECORDS, 400);
            String id = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", GROUP, "--execute")
                    .get("id")
                    .asText();
            String[] undo = {"switch", "undo", id, "--execute"};
            sites.haltAt("undo-mirrors:ran", undo);
            goesOn(mirror, 10, RECORDS + 10, 500);

            // When
            JsonNode again = sites.run(ExitCode.DONE, undo);
            SwitchedGeneration once = switched();
            JsonNode third = sites.run(ExitCode.DONE, undo);

            // Then
            assertThat(again.get("topicsLeft")).isEmpty();
            assertThat(again.at("/groups/0/result").asText()).isIn("restored", "unchanged");
            assertThat(third.get("groups")).isEqualTo(again.get("groups"));
            assertThat(third.get("steps")).isEmpty();
            assertThat(switched()).isEqualTo(once);
            goesOn(mirror, 10, RECORDS + 20, 600);
        }
    }

    /** Records and a commit of the source come to the target. */
    private void goesOn(BatonProcess mirror, int records, long end, long committed) {
        atEast.produce(TOPIC, 0, records, System.currentTimeMillis());
        atEast.commit(GROUP, TOPIC, 0, committed, "");
        await("mirrored: " + mirror.err()).atMost(Duration.ofSeconds(90)).until(() -> {
            var commits = atWest.committed(GROUP);
            return commits.values().stream().anyMatch(commit -> commit.offset() == committed)
                    && atWest.end(TOPIC, 0) == end;
        });
    }

    private SwitchedGeneration switched() {
        try (Cluster target = sites.connectToTarget()) {
            return new StateReader(target).read("east").switched();
        }
    }
}
