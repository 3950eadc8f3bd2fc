package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a planned switch with fenced producers, the longest there is, at every boundary of its steps and in the middle of
 * those that change several things, and a failover with a hook; then goes on, or takes it back, or kills that as well. The end
 * is that of a switch that nobody killed: the commits, the denials, the word to the mirrors, and the journal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillWalkIT {
    private static final String PRODUCERS = "User:shop";

    private KafkaCluster east;
    private KafkaCluster west;
    private TestAcls atEast;
    private TestData atWest;
    private TwoSites sites;
    private PlayedMirror mirror;
    private String topic;
    private Path hooks;
    private int groups;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        List<KafkaCluster> started =
                KafkaCluster.startAll(KafkaCluster.named("east").permissive(), KafkaCluster.named("west"));
        east = started.get(0);
        west = started.get(1);
        atWest = new TestData(west);
        sites = new TwoSites(east, west, directory);
        mirror = new PlayedMirror(sites);
        topic = mirror.topic("walk");
        hooks = Files.writeString(
                directory.resolve("hooks.yaml"), "hooks: [{after: commit, command: [sleep, \"0.4\"]}]");
        atEast = new TestAcls(east);
        atEast.allowAll("User:*", topic);
    }

    @AfterAll
    void stop() {
        east.close();
        west.close();
    }

    /**
     * Every boundary, the end of one step being the beginning of the next, and the middle where there is one. Of two points the
     * second is where going on dies.
     */
    static Stream<String> points() {
        List<String> points = new ArrayList<>(List.of("open:done", "close:begin"));
        for (String label : labels(Mode.PLANNED)) {
            points.addAll(List.of(label + ":started", label + ":ran", label + ":done"));
        }
        points.addAll(List.of("fence-producers:middle", "commit:middle"));
        points.addAll(List.of("fence-producers:middle fence:ran", "commit:middle read-back:started"));
        return part(points);
    }

    /** The steps that both have are walked above. */
    static Stream<String> pointsOfFailover() {
        List<String> points = new ArrayList<>(List.of("open:done", "close:begin"));
        for (String label : labels(Mode.FAILOVER)) {
            points.add(label + ":ran");
        }
        for (String phase : List.of("started", "middle", "ran", "done")) {
            points.add("hook-1-after-commit:" + phase);
        }
        points.add("commit:started hook-1-after-commit:middle");
        return part(points);
    }

    private static List<String> labels(Mode mode) {
        return SwitchSteps.labels(new SwitchRequest(
                mode,
                new Selection(List.of("any"), List.of()),
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                new Fencing(mode == Mode.PLANNED ? List.of(PRODUCERS) : List.of(), 0L, 0),
                List.of(),
                false,
                false));
    }

    // all of them take minutes: another part each day, all with -Plong
    private static Stream<String> part(List<String> points) {
        int every = Integer.getInteger("baton.walk.every", 1);
        int first = (int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % every);
        return IntStream.range(0, points.size()).filter(i -> i % every == first).mapToObj(points::get);
    }

    @ParameterizedTest
    @MethodSource("points")
    @Trap("h")
    void shouldComeToTheSameEndWhenKilledAndResumed(String points) throws Exception {
        comesToTheSameEnd(points, 1, planned());
    }

    @ParameterizedTest
    @MethodSource("pointsOfFailover")
    void shouldComeToTheSameEndWhenAFailoverIsKilledAndResumed(String points) throws Exception {
        comesToTheSameEnd(points, 0, "--mode", "failover", "--hooks", hooks.toString());
    }

    private void comesToTheSameEnd(String points, int denied, String... command) throws Exception {
        // Given
        Map<String, Map<TopicPartition, OffsetAndMetadata>> before = groups();
        List<String> point = List.of(points.split(" "));
        long generation = switched().generation();

        // When
        String id = switchAndDie(point.get(0), before.keySet(), command);
        point.stream().skip(1).forEach(next -> sites.haltAt(next, "switch", "resume", id));
        JsonNode report = sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        before.keySet()
                .forEach(group -> assertThat(atWest.committed(group))
                        .as(group)
                        .isEqualTo(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(40, "kept"))));
        assertThat(atEast.deniedToWrite(topic)).hasSize(denied);
        assertThat(report.get("groups").findValuesAsText("result")).containsExactly("switched", "switched");
        assertThat(switched().generation()).isEqualTo(generation + 1);
        assertThat(switched().switchId()).isEqualTo(id);
        assertThat(switched().groups()).containsAll(before.keySet());
        assertThat(switched().topics()).contains(topic);
        assertThat(sites.run(ExitCode.DONE, "switch", "show", id)).isEqualTo(report);
        assertThat(state(id)).isEqualTo("closed");
        undo(id, before);
    }

    static Stream<String> pointsOfUndo() {
        return part(List.of(
                "fence-producers:ran",
                "commit:middle",
                "commit:ran",
                "read-back:done undo-offsets:started",
                "read-back:done undo-offsets:middle",
                "read-back:done undo-offsets:ran",
                "commit:ran undo-mirrors:started",
                "commit:middle undo-mirrors:ran",
                "read-back:done undo-mirrors:done",
                "read-back:done undo-producers:started",
                "read-back:done undo-producers:ran",
                "read-back:done undo-producers:done",
                "commit:middle undo-offsets:middle undo-mirrors:ran"));
    }

    @ParameterizedTest
    @MethodSource("pointsOfUndo")
    void shouldStandAsBeforeWhenKilledAndUndone(String points) throws Exception {
        // Given
        Map<String, Map<TopicPartition, OffsetAndMetadata>> before = groups();
        List<String> point = List.of(points.split(" "));

        // When
        String id = switchAndDie(point.get(0), before.keySet(), planned());
        point.stream().skip(1).forEach(next -> sites.haltAt(next, "switch", "undo", id, "--execute"));

        // Then
        undo(id, before);
    }

    /** Two groups: for one of them the mirror has committed already, the other one does not exist on the target. */
    private Map<String, Map<TopicPartition, OffsetAndMetadata>> groups() {
        String known = "walk-" + groups + "-known";
        String fresh = "walk-" + groups++ + "-new";
        mirror.group(known, topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, "kept")));
        atWest.commit(known, topic, 0, 30, "kept");
        mirror.group(fresh, topic, 40, List.of());
        return Map.of(known, atWest.committed(known), fresh, Map.of());
    }

    private static String[] planned() {
        return new String[] {"--mode", "planned", "--fence-producers", PRODUCERS, "--settle", "100ms"};
    }

    private String switchAndDie(String point, Iterable<String> names, String... options) {
        List<String> command = new ArrayList<>(List.of("switch", "--execute"));
        command.addAll(List.of(options));
        names.forEach(group -> command.addAll(List.of("--group", group)));
        sites.haltAt(point, command.toArray(String[]::new));
        JsonNode items = sites.run(ExitCode.DONE, "switch", "list").get("items");
        return items.get(items.size() - 1).get("id").asText();
    }

    private void undo(String id, Map<String, Map<TopicPartition, OffsetAndMetadata>> before) throws Exception {
        JsonNode report = sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");
        before.forEach((group, commits) ->
                assertThat(atWest.committed(group)).as(report.toString()).isEqualTo(commits));
        before.forEach((group, commits) ->
                assertThat(atWest.groups().contains(group)).as(group).isEqualTo(!commits.isEmpty()));
        assertThat(atEast.deniedToWrite(topic)).isEmpty();
        SwitchedGeneration switched = switched();
        assertThat(switched.groups()).doesNotContainAnyElementsOf(before.keySet());
        assertThat(switched.topics()).doesNotContain(topic);
        assertThat(state(id)).isEqualTo("undone");
        sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");
        assertThat(switched()).as("undone once more").isEqualTo(switched);
    }

    private SwitchedGeneration switched() {
        try (Cluster target = sites.connectToTarget()) {
            return new StateReader(target).read("east").switched();
        }
    }

    /** How the journal says that the last switch ended. */
    private String state(String id) {
        JsonNode items = sites.run(ExitCode.DONE, "switch", "list").get("items");
        JsonNode last = items.get(items.size() - 1);
        assertThat(last.get("id").asText()).isEqualTo(id);
        return last.get("state").asText();
    }
}
