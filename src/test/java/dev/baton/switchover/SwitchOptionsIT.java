package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.render.Golden;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user decides about a switch: offsets of his own, going back, hooks, taking it back, watching it. */
@WithClusters
class SwitchOptionsIT {
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    SwitchOptionsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldTakeOffsetsFromAFileAndGoBackInTime() throws Exception {
        // Given
        String topic = mirror.topic("given");
        Files.writeString(sites.directory().resolve("given.csv"), "given-app,given,0,60\n");

        // When
        JsonNode report = sites.run(
                ExitCode.DONE,
                "switch",
                "--mode",
                "failover",
                "--offsets",
                "given.csv",
                "--rewind",
                "10ms",
                "--execute");

        // Then
        assertThat(atWest.committed("given-app", topic)).isEqualTo(49);
        assertThat(report.at("/groups/0/partitions/0/rereadAtMost").asLong()).isEqualTo(11);
        assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("at-most");
    }

    @Test
    void shouldStopAtAHookThatFailsAndGoOnOnceItIsMended() throws Exception {
        // Given
        String topic = mirror.topic("hooked");
        mirror.group("hooked-app", topic, 40, List.of());
        Path command = Files.writeString(sites.directory().resolve("flag"), "#!/bin/sh\necho no such flag; exit 7\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Path hooks = Files.writeString(
                sites.directory().resolve("failing.yaml"), "hooks: [{before: commit, command: [./flag, \"$(id)\"]}]");

        // When
        CliRun stopped = sites.cli(
                "switch",
                "--mode",
                "failover",
                "--group",
                "hooked-app",
                "--hooks",
                hooks.toString(),
                "--execute",
                "-o",
                "json");
        boolean untouched = atWest.committed("hooked-app").isEmpty();
        Files.writeString(command, "#!/bin/sh\necho \"told of $1\"\n");
        String id = TwoSites.parse(stopped.out()).get("id").asText();
        JsonNode resumed = sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        assertThat(stopped.expect(ExitCode.INCOMPLETE).err()).contains("exit code 7", "no such flag");
        assertThat(untouched).isTrue();
        assertThat(resumed.toString()).contains("told of $(id)");
        assertThat(atWest.committed("hooked-app", topic)).isEqualTo(40);
    }

    @Test
    void shouldWatchAndRefuseToUndoWhatConsumersHaveMoved() throws Exception {
        // Given
        String topic = mirror.topic("moved");
        mirror.group("moved-app", topic, 40, List.of());
        String id = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "moved-app", "--execute")
                .get("id")
                .asText();

        // When
        JsonNode waits = sites.run(ExitCode.INCOMPLETE, "switch", "watch", id, "--once");
        atWest.commit("moved-app", topic, 0, 70, "");
        atEast.produce(topic, 0, 3, System.currentTimeMillis());
        JsonNode moved = sites.run(ExitCode.INCOMPLETE, "switch", "watch", id, "--once");
        JsonNode refused = sites.run(ExitCode.REFUSED, "switch", "undo", id, "--execute");
        long kept = atWest.committed("moved-app", topic);
        sites.run(ExitCode.DONE, "switch", "undo", id, "--allow-rewind", "--execute");

        // Then
        Golden.matchesSchema("WatchReport", waits.toString());
        assertThat(waits.at("/groups/0/state").asText()).isEqualTo("waits");
        assertThat(waits.get("splitBrain")).isEmpty();
        assertThat(moved.at("/groups/0/state").asText()).isEqualTo("commits");
        assertThat(moved.at("/groups/0/advanced").asLong()).isEqualTo(30);
        assertThat(moved.at("/splitBrain/0/topic").asText()).isEqualTo(topic);
        Golden.matchesSchema("UndoReport", refused.toString());
        assertThat(refused.at("/groups/0/reason").asText()).contains("committed at 70", "had put 40");
        assertThat(kept).isEqualTo(70);
        assertThat(atWest.groups()).doesNotContain("moved-app");
    }
}
