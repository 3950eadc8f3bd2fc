package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.render.Golden;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Switches on two real clusters whose mirror is played by the test: it writes the state that a mirror would leave. */
@WithClusters
class SwitchIT {
    private static final int RECORDS = 100;
    private static final long FIRST_TIME = System.currentTimeMillis() - RECORDS;

    private final KafkaCluster east;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    SwitchIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
    }

    @Test
    void shouldSwitchFromTheTargetAloneWhenTheSourceIsGone() throws Exception {
        // Given
        String topic = mirrored("gone");
        snapshot("gone-app", topic, 40, List.of());
        east.kill();

        // When
        JsonNode dry = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app");
        Map<TopicPartition, OffsetAndMetadata> before = atWest.committed("gone-app");
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app", "--execute");
        JsonNode again = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app", "--execute");

        // Then
        assertThat(dry.at("/groups/0/result").asText()).isEqualTo("planned");
        assertThat(before).isEmpty();
        assertThat(report.at("/groups/0/result").asText()).isEqualTo("switched");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(40);
        assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("exact");
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
        assertThat(report.at("/rpo/exact").asBoolean()).isFalse();
        assertThat(atWest.committed("gone-app").get(new TopicPartition(topic, 0)))
                .isEqualTo(new OffsetAndMetadata(40, "kept"));
        assertThat(again.at("/groups/0/result").asText()).isEqualTo("unchanged");
        Golden.matchesSchema("SwitchReport", report.toString());
    }

    @Test
    void shouldWriteTheSwitchedGenerationAndTheJournalWhenExecuted() throws Exception {
        // Given
        String topic = mirrored("fenced");
        snapshot("fenced-app", topic, 10, List.of());

        // When
        JsonNode report =
                sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "fenced-app", "--execute");

        // Then
        try (Cluster target = sites.connectToTarget()) {
            var switched = new StateReader(target).read("east").switched();
            assertThat(switched.switchId()).isEqualTo(report.get("id").asText());
            assertThat(switched.groups()).contains("fenced-app");
            assertThat(switched.topics()).contains(topic);
        }
        JsonNode list = sites.run(ExitCode.DONE, "switch", "list");
        Golden.matchesSchema("SwitchList", list.toString());
        assertThat(list.get("items").findValuesAsText("id"))
                .contains(report.get("id").asText());
        JsonNode shown =
                sites.run(ExitCode.DONE, "switch", "show", report.get("id").asText());
        assertThat(shown).isEqualTo(report);
        assertThat(sites.directory()
                        .resolve("state/baton/switch-" + report.get("id").asText() + ".jsonl"))
                .exists();
    }

    @Test
    void trap23_shouldRefuseAndNameTheMembersWhenTheGroupIsActiveOnTheTarget() throws Exception {
        // Given
        String topic = mirrored("active");
        snapshot("active-app", topic, 10, List.of());
        try (KafkaConsumer<String, String> member = atWest.member("active-app", topic)) {
            // When
            CliRun refused =
                    sites.cli("switch", "--mode", "failover", "--group", "active-app", "--execute", "-o", "json");

            // Then
            refused.expect(ExitCode.REFUSED);
            JsonNode group = TwoSites.parse(refused.out()).at("/groups/0");
            assertThat(group.get("result").asText()).isEqualTo("skipped");
            assertThat(group.get("reason").asText()).contains("active on the target", "the-member@");
        }
    }

    @Test
    void trap35_shouldRefuseWhenTheGroupMadeProgressOnTheTargetUnlessAllowed() throws Exception {
        // Given
        String topic = mirrored("foreign");
        snapshot("foreign-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
        atWest.commit("foreign-app", topic, 0, 77, "");

        // When
        JsonNode refused =
                sites.run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "foreign-app", "--execute");
        long kept = atWest.committed("foreign-app")
                .get(new TopicPartition(topic, 0))
                .offset();
        sites.run(
                ExitCode.DONE, "switch", "--mode", "failover", "--group", "foreign-app", "--allow-rewind", "--execute");

        // Then
        assertThat(refused.at("/groups/0/reason").asText()).contains("committed at 77", "--allow-rewind");
        assertThat(kept).isEqualTo(77);
        assertThat(atWest.committed("foreign-app")
                        .get(new TopicPartition(topic, 0))
                        .offset())
                .isEqualTo(40);
    }

    @Test
    void shouldGoOnFromWhatTheMirrorCommittedWithoutAnyFlag() throws Exception {
        // Given
        String topic = mirrored("intended");
        snapshot("intended-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
        atWest.commit("intended-app", topic, 0, 30, "");

        // When
        JsonNode report =
                sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "intended-app", "--execute");

        // Then
        assertThat(report.at("/groups/0/partitions/0/previous").asLong()).isEqualTo(30);
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(40);
    }

    @Test
    void shouldWaitForALiveMirrorToAcknowledge() throws Exception {
        // Given
        String topic = mirrored("live");
        snapshot("live-app", topic, 40, List.of());
        CompletableFuture<Void> mirror = CompletableFuture.runAsync(this::beatUntilAcknowledged);

        // When
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "live-app", "--execute");

        // Then
        mirror.join();
        assertThat(report.at("/steps/1/step").asText()).isEqualTo("await-mirrors");
        assertThat(report.at("/steps/1/detail").asText()).isEqualTo("1 acknowledged");
    }

    @Test
    void shouldSwitchTheOthersWhenOneGroupIsUnknown() throws Exception {
        // Given
        String topic = mirrored("mixed");
        snapshot("mixed-known", topic, 40, List.of());
        atEast.create("mixed-unmarked", 1, Map.of());
        atWest.create("mixed-unmarked", 1, Map.of());
        atWest.produce("mixed-unmarked", 0, 5, FIRST_TIME);
        snapshot("mixed-unknown", "mixed-unmarked", 3, List.of());
        east.kill();
        String[] both = {"switch", "--mode", "failover", "--group", "mixed-known", "--group", "mixed-unknown"};

        // When
        JsonNode report = sites.run(ExitCode.INCOMPLETE, TwoSites.plus(both, "--execute"));
        JsonNode earliest = sites.run(ExitCode.DONE, TwoSites.plus(both, "--unknown", "earliest", "--execute"));

        // Then
        assertThat(report.at("/groups").findValuesAsText("result")).containsExactly("switched", "skipped");
        assertThat(earliest.at("/groups").findValuesAsText("result")).containsExactly("unchanged", "switched");
        assertThat(earliest.at("/groups/1/partitions/0/applied").asLong()).isZero();
    }

    @Test
    void shouldRunASavedPlan() throws Exception {
        // Given
        String topic = mirrored("saved");
        snapshot("saved-app", topic, 12, List.of());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "saved-app", "--out", "plan.yaml");

        // When
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--plan", "plan.yaml", "--execute");

        // Then
        assertThat(Files.readString(sites.directory().resolve("plan.yaml"))).contains("group: saved-app", "next: 12");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(12);
    }

    @Test
    void shouldComeToTheSameEndWhenKilledAndRunAgain() throws Exception {
        // Given
        String topic = mirrored("killed");
        snapshot("killed-app", topic, 12, List.of());
        String[] command = {"switch", "--mode", "failover", "--group", "killed-app", "--execute"};

        // When
        for (int tries = 0; tries < 3; tries++) {
            try (BatonProcess baton = sites.start(command)) {
                int step = tries;
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !baton.isAlive() || baton.err().lines().count() > 2L * step);
                baton.kill();
            }
        }
        JsonNode report =
                sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "killed-app", "--execute");

        // Then
        assertThat(report.at("/groups/0/result").asText()).isIn("switched", "unchanged");
        assertThat(atWest.committed("killed-app")
                        .get(new TopicPartition(topic, 0))
                        .offset())
                .isEqualTo(12);
    }

    @Test
    void shouldNeedTheSourceWhenPlanned() throws Exception {
        // Given
        String topic = mirrored("dead");
        snapshot("dead-app", topic, 12, List.of());
        east.kill();

        // When
        CliRun run = sites.cli("switch", "--mode", "planned", "--group", "dead-app");

        // Then
        run.expect(ExitCode.UNREACHABLE);
    }

    @Test
    void shouldSwitchExactlyWhenPlannedAndDrained() throws Exception {
        // Given
        String topic = mirrored("planned");
        atEast.commit("planned-app", topic, 0, RECORDS, "");

        // When
        JsonNode report =
                sites.run(ExitCode.DONE, "switch", "--mode", "planned", "--group", "planned-app", "--execute");

        // Then
        assertThat(report.at("/steps/0/step").asText()).isEqualTo("drain");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(RECORDS);
        assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
    }

    @Test
    void trap24_shouldRefuseAPlannedSwitchWhenTheGroupIsActiveOnTheSource() throws Exception {
        // Given
        String topic = mirrored("busy");
        atEast.commit("busy-app", topic, 0, 5, "");
        try (KafkaConsumer<String, String> member = atEast.member("busy-app", topic)) {
            // When
            JsonNode report =
                    sites.run(ExitCode.REFUSED, "switch", "--mode", "planned", "--group", "busy-app", "--execute");

            // Then
            assertThat(report.at("/groups/0/reason").asText()).contains("active on the source");
        }
    }

    @Test
    void trap33_shouldSayThatThereIsNothingToTranslateWhenAGroupNeverCommitted() throws Exception {
        // Given
        mirrored("nothing");

        // When
        CliRun run = sites.cli("translate", "--group", "nobody");

        // Then
        run.expect(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("group nobody: nothing to translate");
    }

    @Test
    void shouldTranslateWithAndWithoutTheSource() throws Exception {
        // Given
        String topic = mirrored("both");
        snapshot("both-app", topic, 33, List.of());
        atEast.commit("both-app", topic, 0, 34, "");

        // When
        JsonNode alive = sites.run(ExitCode.DONE, "translate", "--group", "both-app");
        east.kill();
        JsonNode dead = sites.run(ExitCode.DONE, "translate", "--group", "both-app");

        // Then
        Golden.matchesSchema("Translations", alive.toString());
        Golden.matchesSchema("Translations", dead.toString());
        assertThat(alive.at("/items/0/target").asLong()).isEqualTo(34);
        assertThat(alive.at("/items/0/committedFrom").asText()).isEqualTo("source");
        assertThat(dead.at("/items/0/target").asLong()).isEqualTo(33);
        assertThat(dead.at("/items/0/committedFrom").asText()).isEqualTo("snapshot");
        assertThat(dead.at("/items/0/rereadIfCommitsUnseen").asLong()).isEqualTo(RECORDS - 33);
        assertThat(dead.get("sourceReachable").asBoolean()).isFalse();
    }

    private void beatUntilAcknowledged() {
        try (Cluster target = sites.connectToTarget();
                StateWriter writer = new StateWriter(target, "east")) {
            for (int i = 0; i < 100; i++) {
                long generation =
                        new StateReader(target).read("east").switched().generation();
                Instant now = Instant.now();
                MirrorBeat beat =
                        new MirrorBeat("m", "h", now, List.of(), now, null, i < 3 ? 0 : generation, true, List.of());
                writer.write(beat);
                if (i > 3 && generation > 0) {
                    Thread.sleep(3_000);
                    writer.remove(beat);
                    return;
                }
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A topic with the same records on both sides, marked as a mirror would mark it. */
    private String mirrored(String topic) throws Exception {
        atEast.create(topic, 1, Map.of());
        atWest.create(topic, 1, Map.of());
        atEast.produce(topic, 0, RECORDS, FIRST_TIME);
        atWest.produce(topic, 0, RECORDS, FIRST_TIME);
        try (Cluster source = Cluster.connect(east.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                Cluster target = sites.connectToTarget()) {
            StateTopics.create(target, "east", (short) 1);
            Instant now = Instant.now();
            try (StateWriter writer = new StateWriter(target, "east")) {
                writer.write(new FlowFacts(
                        "east", "west", source.clusterId(), target.clusterId(), "", InternalTopics.SHARDS, 1, 2, now));
                writer.write(new Mark(
                        topic,
                        0,
                        topic,
                        source.topics().find(topic).orElseThrow().id(),
                        target.topics().find(topic).orElseThrow().id(),
                        Mark.Mode.PRESERVED,
                        RECORDS,
                        RECORDS,
                        RECORDS,
                        0,
                        0,
                        (long) RECORDS,
                        (long) RECORDS,
                        now.toEpochMilli(),
                        now));
            }
        }
        return topic;
    }

    private void snapshot(String group, String topic, long offset, List<GroupSnapshot.Commit> intended) {
        try (Cluster target = sites.connectToTarget();
                StateWriter writer = new StateWriter(target, "east")) {
            writer.write(new GroupSnapshot(
                    group, Instant.now(), List.of(new GroupSnapshot.Commit(topic, 0, offset, "kept")), intended));
        }
        if (east.isUp()) {
            atEast.commit(group, topic, 0, offset, "kept");
        }
    }
}
