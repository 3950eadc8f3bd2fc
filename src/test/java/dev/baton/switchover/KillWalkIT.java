package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a planned switch with fenced producers, the longest there is, at every boundary of its steps and in the middle of
 * those that change several things; then goes on, or takes it back, or kills that as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillWalkIT {
    private static final String PRODUCERS = "User:shop";
    private static final int KILLED = 137;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private KafkaCluster east;
    private KafkaCluster west;
    private TestData atWest;
    private TwoSites sites;
    private PlayedMirror mirror;
    private String topic;
    private int groups;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        List<KafkaCluster> started = KafkaCluster.startAll(
                KafkaCluster.named("east")
                        .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .with("allow.everyone.if.no.acl.found", "true"),
                KafkaCluster.named("west"));
        east = started.get(0);
        west = started.get(1);
        atWest = new TestData(west);
        sites = new TwoSites(east, west, directory);
        mirror = new PlayedMirror(sites);
        topic = mirror.topic("walk");
        AclBinding all = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW));
        try (Admin admin = east.admin()) {
            admin.createAcls(List.of(all)).all().get();
        }
    }

    @AfterAll
    void stop() {
        east.close();
        west.close();
    }

    /** Every boundary, the end of one step being the beginning of the next, and the middle where there is one. */
    static Stream<String> points() {
        SwitchRequest request = new SwitchRequest(
                Mode.PLANNED,
                new Selection(List.of("any"), List.of()),
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                new Fencing(List.of(PRODUCERS), 0L, 0),
                List.of(),
                false,
                false);
        List<String> points = new ArrayList<>(List.of("open:done", "close:begin"));
        for (String label : SwitchSteps.labels(request)) {
            points.addAll(List.of(label + ":started", label + ":ran", label + ":done"));
        }
        points.addAll(List.of("fence-producers:middle", "commit:middle"));
        return part(points);
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
    void shouldComeToTheSameEndWhenKilledAndResumed(String point) throws Exception {
        // Given
        Map<String, Map<TopicPartition, OffsetAndMetadata>> before = groups();

        // When
        String id = switchAndDie(point, before.keySet());
        sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        before.keySet()
                .forEach(group -> assertThat(atWest.committed(group))
                        .as(group)
                        .isEqualTo(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(40, "kept"))));
        assertThat(denials()).isEqualTo(1);
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
                "read-back:done undo-producers:ran"));
    }

    @ParameterizedTest
    @MethodSource("pointsOfUndo")
    void shouldStandAsBeforeWhenKilledAndUndone(String points) throws Exception {
        // Given
        Map<String, Map<TopicPartition, OffsetAndMetadata>> before = groups();
        List<String> point = List.of(points.split(" "));

        // When
        String id = switchAndDie(point.get(0), before.keySet());
        if (point.size() > 1) {
            die(point.get(1), "switch", "undo", id, "--execute");
        }

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

    private String switchAndDie(String point, Iterable<String> names) {
        List<String> command = new ArrayList<>(List.of(
                "switch", "--mode", "planned", "--fence-producers", PRODUCERS, "--settle", "100ms", "--execute"));
        names.forEach(group -> command.addAll(List.of("--group", group)));
        die(point, command.toArray(String[]::new));
        JsonNode items = sites.run(ExitCode.DONE, "switch", "list").get("items");
        return items.get(items.size() - 1).get("id").asText();
    }

    private void die(String point, String... command) {
        Map<String, String> environment = new HashMap<>(sites.environment());
        environment.put("BATON_TEST_HALT_AT", point);
        try (BatonProcess baton = sites.start(environment, command)) {
            BatonProcess.Result result = baton.await(LIMIT);
            assertThat(result.exitCode()).as(point + "\n" + result.err()).isEqualTo(KILLED);
        }
    }

    private void undo(String id, Map<String, Map<TopicPartition, OffsetAndMetadata>> before) throws Exception {
        JsonNode report = sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");
        before.forEach((group, commits) ->
                assertThat(atWest.committed(group)).as(report.toString()).isEqualTo(commits));
        before.forEach((group, commits) ->
                assertThat(atWest.groups().contains(group)).as(group).isEqualTo(!commits.isEmpty()));
        assertThat(denials()).isZero();
        try (Cluster target = sites.connectToTarget()) {
            var switched = new StateReader(target).read("east").switched();
            assertThat(switched.groups()).doesNotContainAnyElementsOf(before.keySet());
            assertThat(switched.topics()).doesNotContain(topic);
        }
    }

    private long denials() throws Exception {
        try (Admin admin = east.admin()) {
            return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                    .filter(acl -> acl.entry().permissionType() == AclPermissionType.DENY)
                    .count();
        }
    }
}
