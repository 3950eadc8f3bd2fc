package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.switchover.Operator;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.ExpiringCommits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rehearsals that are killed leave nothing for good, and take nothing that is not theirs. */
@WithClusters
class DrillTraceIT {
    private static final int KILLED = 137;
    private static final int INTERRUPTED = 130;

    private final KafkaCluster east;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    DrillTraceIT(
            @Named("east") KafkaCluster east,
            @Named(value = "west", with = "offsets.retention.check.interval.ms=1000") KafkaCluster west,
            @TempDir Path directory) {
        this.east = east;
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    /** Where a drill dies, and how many groups it leaves. */
    @ParameterizedTest
    @CsvSource({"owned, 1", "committed, 2", "read-back, 2", "removed, 1"})
    void shouldRemoveWhatAKilledDrillHasLeft(String point, int left) throws Exception {
        // Given
        String group = "killed-app-" + point;
        mirror.group(group, mirror.topic("killed-" + point), 40, List.of());
        List<String> before = atWest.groups();
        var environment = new HashMap<>(sites.environment());
        environment.put("BATON_TEST_HALT_AT", "drill:" + point);

        // When
        try (BatonProcess drill = sites.start(environment, "drill", "--group", group)) {
            assertThat(drill.await(Duration.ofSeconds(60)).exitCode()).isEqualTo(KILLED);
        }
        List<String> after = atWest.groups();
        CliRun next = sites.cli("drill", "--group", group);

        // Then
        assertThat(after).hasSize(before.size() + left);
        assertThat(next.expect(ExitCode.DONE).err()).contains("removed what drill", " left");
        assertThat(atWest.groups()).isEqualTo(before);
    }

    @Test
    void shouldRemoveItsGroupsWhenItIsToldToStopHalfWay() throws Exception {
        // Given
        mirror.group("stopped-app", mirror.topic("stopped"), 40, List.of());
        List<String> before = atWest.groups();
        try (BatonProcess drill = sites.start("drill", "--group", "stopped-app")) {
            Awaitility.await("it has its groups")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            atWest.groups().stream().anyMatch(group -> group.startsWith("stopped-app.baton-drill")));
            east.pause();
            // When
            drill.terminate();
            BatonProcess.Result result = drill.await(Duration.ofSeconds(30));
            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(INTERRUPTED);
            assertThat(atWest.groups()).isEqualTo(before);
        } finally {
            east.resume();
        }
    }

    @Test
    void shouldLeaveTheGroupsOfADrillThatRunsElsewhereUntilItsTimeIsOver() throws Exception {
        // Given
        String topic = mirror.topic("elsewhere");
        mirror.group("elsewhere-app", topic, 40, List.of());
        Operator other = new Operator("ops", "another-machine", 7);
        Instant now = Instant.now();
        atWest.commit("baton-drill.00000001", topic, 0, 0, new Owner(other, now.plusSeconds(300)).text());
        atWest.commit("elsewhere-app.baton-drill-00000001", topic, 0, 0, "");
        atWest.commit("baton-drill.00000002", topic, 0, 0, new Owner(other, now.minusSeconds(1)).text());
        atWest.commit("elsewhere-app.baton-drill-00000002", topic, 0, 0, "");
        atWest.commit("old-app.baton-drill-00000003", topic, 0, 0, "");
        atWest.commit("my.baton-drill-notes", topic, 0, 0, "");

        // When
        CliRun next = sites.cli("drill", "--group", "elsewhere-app");
        List<String> afterDrill = shadows();
        CliRun clean = sites.cli("drill", "--clean");

        // Then
        next.expect(ExitCode.DONE);
        assertThat(next.err()).contains("removed what drill 00000002 of ops@another-machine, process 7 left");
        assertThat(afterDrill)
                .containsExactlyInAnyOrder(
                        "baton-drill.00000001",
                        "elsewhere-app.baton-drill-00000001",
                        "old-app.baton-drill-00000003",
                        "my.baton-drill-notes");
        assertThat(clean.expect(ExitCode.DONE).err())
                .contains("drill 00000001 of ops@another-machine, process 7 may still run")
                .contains("removed old-app.baton-drill-00000003");
        assertThat(shadows())
                .containsExactlyInAnyOrder(
                        "baton-drill.00000001", "elsewhere-app.baton-drill-00000001", "my.baton-drill-notes");
    }

    @Test
    void shouldBeForgottenByTheBrokerWhenNobodyRemovesIt() throws Exception {
        // Given
        atWest.create("forgotten", 1, Map.of());
        TopicPartition partition = new TopicPartition("forgotten", 0);
        try (ExpiringCommits commits = new ExpiringCommits(sites.target().clientConfig(), "test")) {
            // When
            var outcome = commits.commit(
                    Map.of("forgotten-app", Map.of(partition, CommittedOffset.of(5, "kept"))),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(20));

            // Then
            outcome.values().forEach(Outcome::orThrow);
            assertThat(atWest.committed("forgotten-app"))
                    .isEqualTo(Map.of(partition, new OffsetAndMetadata(5, "kept")));
            Awaitility.await("the broker looks every second")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !atWest.groups().contains("forgotten-app"));
        }
    }

    private List<String> shadows() {
        return atWest.groups().stream()
                .filter(group -> group.contains("baton-drill"))
                .toList();
    }
}
