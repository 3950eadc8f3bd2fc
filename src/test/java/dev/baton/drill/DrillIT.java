package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.render.Golden;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rehearsals beside Baton's own mirror. */
@WithClusters
class DrillIT {
    private static final int RECORDS = 500;

    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    DrillIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory).with("topics", "drilled");
    }

    @Test
    void shouldMeasureAFailoverAndLeaveNoTrace() throws Exception {
        // Given
        atEast.create("drilled", 1, Map.of());
        atEast.produce("drilled", 0, RECORDS, System.currentTimeMillis());
        atEast.commit("drill-app", "drilled", 0, 200, "");
        atEast.commit("drill-done", "drilled", 0, RECORDS, "");
        mirror();
        var before = atWest.committed("drill-app");
        var groups = atWest.groups();

        // When
        JsonNode passed = sites.run(
                ExitCode.DONE,
                "drill",
                "--all-groups",
                "--max-reread",
                "0",
                "--max-rpo",
                "0",
                "--max-rpo-time",
                "1s",
                "--junit",
                "drill.xml",
                "--observe",
                "1500ms",
                "--report",
                "drill.html");
        atEast.produce("drilled", 0, 7, System.currentTimeMillis());
        JsonNode late = sites.run(ExitCode.INCOMPLETE, "drill", "--group", "drill-app", "--max-rpo", "0");

        // Then
        Golden.matchesSchema("DrillReport", passed.toString());
        assertThat(passed.get("groups").findValuesAsText("result")).containsExactly("passed", "passed");
        assertThat(passed.at("/groups/0/compared").asLong()).isEqualTo(100);
        assertThat(passed.at("/groups/0/reread").asLong()).isZero();
        assertThat(passed.get("rpoRecords").asLong()).isZero();
        assertThat(passed.get("rpoSeconds").asLong()).isZero();
        assertThat(passed.get("lag").size()).isGreaterThanOrEqualTo(2);
        assertThat(late.get("rpoRecords").asLong()).isEqualTo(7);
        assertThat(Files.readString(sites.directory().resolve("drill.xml")))
                .contains("tests=\"5\" failures=\"0\"", "name=\"drill-app\"");
        assertThat(Files.readString(sites.directory().resolve("drill.html")))
                .contains("<h2>Passed</h2>", "All 2 groups would have gone on at the right record", "drill-app");
        assertThat(atWest.groups()).isEqualTo(groups);
        assertThat(atWest.committed("drill-app")).isEqualTo(before);
    }

    /** Until both groups are carried over, and the mirror has said how far it came. */
    private void mirror() {
        try (BatonProcess mirror = sites.start("mirror")) {
            Awaitility.await("mirrors: " + mirror.err())
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> atWest.committed("drill-done").values().stream()
                                    .anyMatch(commit -> commit.offset() == RECORDS)
                            && atWest.committed("drill-app").values().stream()
                                    .anyMatch(commit -> commit.offset() == 200)
                            && covered() == RECORDS);
        }
    }

    private long covered() {
        try (Cluster target = sites.connectToTarget()) {
            return new StateReader(target)
                    .read("east").marks().values().stream()
                            .mapToLong(Mark::coveredTo)
                            .sum();
        }
    }
}
