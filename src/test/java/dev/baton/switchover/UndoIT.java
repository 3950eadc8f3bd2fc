package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.render.Golden;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an undo leaves behind: commits, the word to the mirrors, the fence of the producers. The mirror is played. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UndoIT {
    private static final String PRODUCERS = "User:shop";
    private static final String GUEST = "User:guest";

    private KafkaCluster east;
    private KafkaCluster west;
    private TestAcls atEast;
    private TestData atWest;
    private TwoSites sites;
    private PlayedMirror mirror;

    @BeforeAll
    void start(@TempDir Path directory) {
        List<KafkaCluster> started =
                KafkaCluster.startAll(KafkaCluster.named("east").permissive(), KafkaCluster.named("west"));
        east = started.get(0);
        west = started.get(1);
        atEast = new TestAcls(east);
        atWest = new TestData(west);
        sites = new TwoSites(east, west, directory);
        mirror = new PlayedMirror(sites);
    }

    @AfterAll
    void stop() {
        east.close();
        west.close();
    }

    @Test
    void shouldChangeNothingWhenEveryGroupIsRefused() throws Exception {
        // Given
        String topic = topic("kept");
        mirror.group("kept-app", topic, 40, List.of());
        String id = sites.run(ExitCode.DONE, planned("kept-app")).get("id").asText();
        SwitchedGeneration switched = switched();
        atWest.commit("kept-app", topic, 0, 77, "");

        // When
        JsonNode refused = sites.run(ExitCode.REFUSED, "switch", "undo", id, "--execute");

        // Then
        assertThat(refused.get("steps")).isEmpty();
        assertThat(switched()).isEqualTo(switched);
        assertThat(atEast.deniedToWrite(topic)).containsExactly(PRODUCERS);
        assertThat(state(id)).isEqualTo("closed");

        // When
        sites.run(ExitCode.DONE, "switch", "undo", id, "--allow-rewind", "--execute");

        // Then
        assertThat(switched().coversTopic(topic)).isFalse();
        assertThat(atEast.deniedToWrite(topic)).isEmpty();
        assertThat(state(id)).isEqualTo("undone");
    }

    @Test
    void shouldKeepWhatStaysClosedAndTakeNothingOfTheMirrorForProgressAfterwards() throws Exception {
        // Given
        String moved = topic("part-moved");
        String quiet = topic("part-quiet");
        mirror.group("part-moved-app", moved, 40, List.of());
        mirror.group("part-quiet-app", quiet, 40, List.of());
        String id = sites.run(ExitCode.DONE, planned("part-moved-app", "part-quiet-app"))
                .get("id")
                .asText();
        atWest.commit("part-moved-app", moved, 0, 77, "");

        // When
        sites.run(ExitCode.REFUSED, "switch", "undo", id, "--execute");

        // Then
        assertThat(switched().groups()).contains("part-moved-app").doesNotContain("part-quiet-app");
        assertThat(switched().topics()).contains(moved).doesNotContain(quiet);
        assertThat(atEast.deniedToWrite(moved)).containsExactly(PRODUCERS);
        assertThat(atEast.deniedToWrite(quiet)).isEmpty();

        // Given: the mirror goes on with what was let go
        atWest.produce(quiet, 0, 5, System.currentTimeMillis());
        atWest.commit("part-quiet-app", quiet, 0, 60, "");

        // When
        JsonNode rest = sites.run(ExitCode.DONE, "switch", "undo", id, "--allow-rewind", "--execute");
        SwitchedGeneration once = switched();
        JsonNode again = sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");

        // Then
        Golden.matchesSchema("UndoReport", rest.toString());
        assertThat(rest.get("topicsLeft")).isEmpty();
        assertThat(atWest.committed("part-quiet-app", quiet)).isEqualTo(60);
        assertThat(atWest.groups()).doesNotContain("part-moved-app");
        assertThat(atEast.deniedToWrite(moved)).isEmpty();
        assertThat(once.topics()).doesNotContain(moved, quiet);
        assertThat(again.get("steps")).isEmpty();
        assertThat(again.get("groups")).isEqualTo(rest.get("groups"));
        assertThat(switched()).isEqualTo(once);
    }

    @Test
    void shouldRefuseAGroupThatTheSwitchFoundReadyAndThatHasRunSince() throws Exception {
        // Given: the mirror has committed for it what the switch would commit
        String topic = topic("ready");
        mirror.group("ready-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 40, "kept")));
        atWest.commit("ready-app", topic, 0, 40, "kept");
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "ready-app", "--execute");
        String id = report.get("id").asText();
        atWest.commit("ready-app", topic, 0, 77, "");

        // When
        JsonNode refused = sites.run(ExitCode.REFUSED, "switch", "undo", id, "--execute");

        // Then
        assertThat(report.at("/groups/0/result").asText()).isEqualTo("unchanged");
        assertThat(refused.at("/groups/0/reason").asText()).contains("committed at 77", "had found 40 there");
        assertThat(switched().coversGroup("ready-app")).isTrue();

        // When
        sites.run(ExitCode.DONE, "switch", "undo", id, "--allow-rewind", "--execute");

        // Then
        assertThat(atWest.committed("ready-app", topic)).isEqualTo(40);
        assertThat(switched().coversGroup("ready-app")).isFalse();
    }

    @Test
    void shouldOpenToTheProducersWhatAnEarlierRunOfTheSwitchHadDenied() throws Exception {
        // Given: an administrator keeps the guest out, and a first switch dies behind its fence
        String topic = topic("adopted");
        atEast.denyWrite(GUEST, topic);
        mirror.group("adopted-app", topic, 40, List.of());
        String[] command = TwoSites.plus(planned("adopted-app"), "--fence-producers", GUEST);
        sites.haltAt("fence-producers:done", command);

        // When
        String id = sites.run(ExitCode.DONE, command).get("id").asText();
        List<String> fenced = atEast.deniedToWrite(topic);
        sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");

        // Then
        assertThat(fenced).containsExactlyInAnyOrder(PRODUCERS, GUEST);
        assertThat(atEast.deniedToWrite(topic)).containsExactly(GUEST);
    }

    @Test
    void shouldLetTheMirrorGoOnThoughAnEarlierRunHadStoppedItBeforeTheSwitch() throws Exception {
        // Given: a first switch dies behind the word to the mirrors, and the command is given again
        String topic = topic("again");
        mirror.group("again-app", topic, 40, List.of());
        sites.haltAt("fence:done", planned("again-app"));
        String id = sites.run(ExitCode.DONE, planned("again-app")).get("id").asText();

        // When
        sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");

        // Then
        assertThat(switched().coversTopic(topic)).isFalse();
        assertThat(switched().coversGroup("again-app")).isFalse();
        assertThat(atEast.deniedToWrite(topic)).isEmpty();
    }

    private String topic(String name) throws Exception {
        String topic = mirror.topic(name);
        atEast.allowAll("User:*", topic);
        return topic;
    }

    private static String[] planned(String... groups) {
        List<String> command = new ArrayList<>(List.of(
                "switch", "--mode", "planned", "--fence-producers", PRODUCERS, "--settle", "100ms", "--execute"));
        List.of(groups).forEach(group -> command.addAll(List.of("--group", group)));
        return command.toArray(String[]::new);
    }

    private String state(String id) {
        for (JsonNode item : sites.run(ExitCode.DONE, "switch", "list").get("items")) {
            if (item.get("id").asText().equals(id)) {
                return item.get("state").asText();
            }
        }
        return "none";
    }

    private SwitchedGeneration switched() {
        try (Cluster target = sites.connectToTarget()) {
            return new StateReader(target).read("east").switched();
        }
    }
}
