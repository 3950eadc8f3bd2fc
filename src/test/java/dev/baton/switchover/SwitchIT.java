package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.render.Golden;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.state.StateWriter;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Switches on two real clusters whose mirror is played by the test: it writes the state that a mirror would leave. */
@WithClusters
class SwitchIT {
    private static final int RECORDS = PlayedMirror.RECORDS;

    private final KafkaCluster east;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    SwitchIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldSwitchFromTheTargetAloneWhenTheSourceIsGone() throws Exception {
        // Given
        String topic = mirror.topic("gone");
        mirror.group("gone-app", topic, 40, List.of());
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
        String topic = mirror.topic("fenced");
        mirror.group("fenced-app", topic, 10, List.of());

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
    @Trap("23")
    void shouldRefuseAndNameTheMembersWhenTheGroupIsActiveOnTheTarget() throws Exception {
        // Given
        String topic = mirror.topic("active");
        mirror.group("active-app", topic, 10, List.of());
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
    @Trap("35")
    void shouldRefuseWhenTheGroupMadeProgressOnTheTargetUnlessAllowed() throws Exception {
        // Given
        String topic = mirror.topic("foreign");
        mirror.group("foreign-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
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
        String topic = mirror.topic("intended");
        mirror.group("intended-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
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
        String topic = mirror.topic("live");
        mirror.group("live-app", topic, 40, List.of());
        CompletableFuture<Void> beating = CompletableFuture.runAsync(this::beatUntilAcknowledged);
        await("it lives").atMost(Duration.ofSeconds(20)).until(this::isBeating);

        // When
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "live-app", "--execute");

        // Then
        beating.join();
        assertThat(report.at("/steps/1/step").asText()).isEqualTo("await-mirrors");
        assertThat(report.at("/steps/1/detail").asText()).isEqualTo("1 acknowledged");
    }

    @Test
    @Trap("k")
    void shouldSwitchTheOthersWhenOneGroupIsUnknown() throws Exception {
        // Given
        String topic = mirror.topic("mixed");
        mirror.group("mixed-known", topic, 40, List.of());
        atEast.create("mixed-unmarked", 1, Map.of());
        atWest.create("mixed-unmarked", 1, Map.of());
        atWest.produce("mixed-unmarked", 0, 5, System.currentTimeMillis());
        mirror.group("mixed-unknown", "mixed-unmarked", 3, List.of());
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
        String topic = mirror.topic("saved");
        mirror.group("saved-app", topic, 12, List.of());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "saved-app", "--out", "plan.yaml");

        // When
        JsonNode report = sites.run(ExitCode.DONE, "switch", "--plan", "plan.yaml", "--execute");

        // Then
        assertThat(Files.readString(sites.directory().resolve("plan.yaml"))).contains("group: saved-app", "next: 12");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(12);
    }

    @Test
    void shouldRefuseAStalePlanAndNameTheDifference() throws Exception {
        // Given
        String topic = mirror.topic("stale");
        mirror.group("stale-app", topic, 12, List.of());
        mirror.group("stale-other", topic, 12, List.of());
        String[] plan = {"switch", "--mode", "failover", "--group", "stale-app", "--allow-rewind"};
        sites.run(ExitCode.DONE, TwoSites.plus(plan, "--out", "stale.yaml"));

        // When
        atWest.commit("stale-app", topic, 0, 77, "");
        JsonNode moved = sites.run(ExitCode.REFUSED, "switch", "--plan", "stale.yaml", "--execute");
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "stale-other", "--execute");
        CliRun switched = sites.cli("switch", "--plan", "stale.yaml", "--execute");

        // Then
        assertThat(moved.at("/groups/0/reason").asText()).contains("was committed at nothing", "is at 77 now");
        assertThat(switched.expect(ExitCode.REFUSED).err()).contains("is stale: since then switch");
        assertThat(atWest.committed("stale-app", topic)).isEqualTo(77);
    }

    @Test
    void shouldNameTheStragglersWhenProducersStillWrite() throws Exception {
        // Given
        String topic = mirror.topic("straggler");
        mirror.group("straggler-app", topic, 5, List.of());
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                atEast.produce(topic, 0, 1, System.currentTimeMillis());
            }
        });

        // When
        CliRun run =
                sites.cli("switch", "--mode", "planned", "--group", "straggler-app", "--settle", "3s", "--execute");

        // Then
        done.set(true);
        assertThat(run.expect(ExitCode.REFUSED).err()).contains("still write to the source: straggler-0");
        assertThat(atWest.committed("straggler-app")).isEmpty();
        producer.join();
    }

    @Test
    void shouldComeToTheSameEndWhenKilledAndRunAgain() throws Exception {
        // Given
        String topic = mirror.topic("killed");
        mirror.group("killed-app", topic, 12, List.of());
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
        String topic = mirror.topic("dead");
        mirror.group("dead-app", topic, 12, List.of());
        east.kill();

        // When
        CliRun run = sites.cli("switch", "--mode", "planned", "--group", "dead-app");

        // Then
        run.expect(ExitCode.UNREACHABLE);
    }

    @Test
    void shouldSwitchExactlyWhenPlannedAndDrained() throws Exception {
        // Given
        String topic = mirror.topic("planned");
        atEast.commit("planned-app", topic, 0, RECORDS, "");

        // When
        JsonNode report =
                sites.run(ExitCode.DONE, "switch", "--mode", "planned", "--group", "planned-app", "--execute");

        // Then
        assertThat(report.get("steps").findValuesAsText("step"))
                .startsWith("settle", "drain", "await-consumers", "fence");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(RECORDS);
        assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
    }

    @Test
    @Trap("24")
    void shouldRefuseAPlannedSwitchWhenTheGroupIsActiveOnTheSource() throws Exception {
        // Given
        String topic = mirror.topic("busy");
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
    @Trap("33")
    void shouldSayThatThereIsNothingToTranslateWhenAGroupNeverCommitted() throws Exception {
        // Given
        mirror.topic("nothing");

        // When
        CliRun run = sites.cli("translate", "--group", "nobody");

        // Then
        run.expect(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("group nobody: nothing to translate");
    }

    @Test
    void shouldTranslateWithAndWithoutTheSource() throws Exception {
        // Given
        String topic = mirror.topic("both");
        mirror.group("both-app", topic, 33, List.of());
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

    private boolean isBeating() {
        try (Cluster target = sites.connectToTarget()) {
            return !new StateReader(target).read("east").beats().isEmpty();
        }
    }

    /** Other switches of this flow may have been before: it is the next one that is waited for. */
    private void beatUntilAcknowledged() {
        try (Cluster target = sites.connectToTarget();
                StateWriter writer = new StateWriter(target, "east")) {
            long before = generation(target);
            for (int i = 0; i < 100; i++) {
                long generation = generation(target);
                Instant now = Instant.now();
                MirrorBeat beat =
                        new MirrorBeat("m", "h", now, List.of(), now, null, i < 3 ? 0 : generation, true, List.of());
                writer.write(beat);
                if (i > 3 && generation > before) {
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

    private static long generation(Cluster target) {
        return new StateReader(target).read("east").switched().generation();
    }
}
