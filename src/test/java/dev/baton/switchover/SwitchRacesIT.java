package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do while a switch is under way: a second operator, consumers that come alive, producers of the old source. */
@Tag("long")
@WithClusters
class SwitchRacesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    SwitchRacesIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldLetOneOfTwoOperatorsWinAndNameItToTheOther() throws Exception {
        // Given
        String topic = mirror.topic("both");
        mirror.group("both-app", topic, 40, List.of());
        Gate gate = gate("both", "commit");
        String[] command = failover("both-app", gate);

        // When
        try (BatonProcess one = sites.start(command);
                BatonProcess other = sites.start(command)) {
            await("one gives way").atMost(LIMIT).until(() -> !one.isAlive() || !other.isAlive());
            BatonProcess winner = one.isAlive() ? one : other;
            BatonProcess.Result lost = (one.isAlive() ? other : one).await(LIMIT);
            gate.open();
            BatonProcess.Result won = winner.await(LIMIT);

            // Then
            assertThat(lost.exitCode()).as(lost.err()).isEqualTo(6);
            assertThat(lost.err())
                    .containsPattern("switch \\S+ of \\S+@\\S+, process " + winner.pid() + " is under way since ")
                    .contains("its hold on the flow ends at ");
            assertThat(won.exitCode()).as(won.err()).isZero();
            assertThat(atWest.committed("both-app", topic)).isEqualTo(40);
        }
    }

    @Test
    @Tag("long")
    void shouldBeTakenOverByResumeOnceTheHoldOfADeadOwnerIsOver() throws Exception {
        // Given
        String topic = mirror.topic("held");
        mirror.group("held-app", topic, 40, List.of());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "held-app", "--out", "held.yaml");
        SwitchPlan plan = PlanFile.read(sites.directory().resolve("held.yaml"));
        try (Cluster target = sites.connectToTarget()) {
            Operator elsewhere = new Operator("ops", "elsewhere", 7);
            Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-20));
            FlowConfig flow = FlowConfig.everything("east", "west");
            SwitchSite site = SwitchSite.of(flow, null, target, target, clock, Halt.NEVER);
            Journal.open(site, sites.directory(), plan, elsewhere).close();
        }

        // When
        CliRun refused = sites.cli("switch", "--mode", "failover", "--group", "held-app", "--execute");
        CliRun early = sites.cli("switch", "resume", plan.id());
        await("its hold ends")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> sites.cli("switch", "resume", plan.id()).code() == ExitCode.DONE);

        // Then
        assertThat(refused.expect(ExitCode.REFUSED).err())
                .contains("switch " + plan.id() + " of ops@elsewhere, process 7 is under way")
                .contains("its hold on the flow ends at ");
        assertThat(early.expect(ExitCode.REFUSED).err()).contains("ops@elsewhere");
        assertThat(atWest.committed("held-app", topic)).isEqualTo(40);
    }

    @Test
    void shouldTakeTheBrokersRefusalWhenAGroupJoinsBetweenPlanAndCommit() throws Exception {
        // Given
        String topic = mirror.topic("joins");
        mirror.group("joins-app", topic, 40, List.of());
        Gate gate = gate("joins", "commit");

        // When
        try (BatonProcess baton = sites.start(TwoSites.plus(failover("joins-app", gate), "-o", "json"))) {
            gate.awaitReached(baton);
            try (KafkaConsumer<String, String> member = atWest.member("joins-app", topic)) {
                gate.open();
                BatonProcess.Result result = baton.await(LIMIT);

                // Then
                JsonNode group = TwoSites.parse(result.out()).at("/groups/0");
                assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
                assertThat(group.get("result").asText()).isEqualTo("failed");
                assertThat(group.get("reason").asText()).contains("the group is active there");
                assertThat(atWest.committed("joins-app")).isEmpty();
                assertThat(member.assignment()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldReadBackWhatAConsumerCommittedBehindTheSwitch() throws Exception {
        // Given
        String topic = mirror.topic("behind");
        mirror.group("behind-app", topic, 40, List.of());
        Gate gate = gate("behind", "read-back");

        // When
        try (BatonProcess baton = sites.start(TwoSites.plus(failover("behind-app", gate), "-o", "json"))) {
            gate.awaitReached(baton);
            atWest.commit("behind-app", topic, 0, 77, "");
            gate.open();
            BatonProcess.Result result = baton.await(LIMIT);

            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(TwoSites.parse(result.out()).at("/groups/0/reason").asText())
                    .contains("reads back as 77 instead of 40");
        }
    }

    @Test
    void trap25_shouldNameAStaticMemberThatIsGoneAndHoldsItsGroupStill() {
        // Given
        String topic = mirror.topic("static");
        mirror.group("static-app", topic, 40, List.of());
        try (KafkaConsumer<String, String> member = consumer(west, "static-app", "group.instance.id", "till-1")) {
            member.subscribe(List.of(topic));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }
        }

        // When
        JsonNode report =
                sites.run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "static-app", "--execute");

        // Then
        assertThat(report.at("/groups/0/reason").asText())
                .contains("active on the target", "static member till-1, stays until its session times out");
    }

    @Test
    void trap26_shouldSeeAConsumerWithoutAGroupByItsCommitsOnTheTarget() throws Exception {
        // Given
        String topic = mirror.topic("simple");
        mirror.group("simple-app", topic, 1, List.of());
        Path pause = Files.writeString(
                sites.directory().resolve("pause.yaml"), "hooks: [{before: translate, command: [sleep, \"1\"]}]");
        String[] command = {
            "switch", "--mode", "failover", "--group", "simple-app", "--hooks", pause.toString(), "--execute"
        };
        try (Committing consumer = new Committing(west, "simple-app", topic)) {
            // When
            JsonNode refused = sites.run(ExitCode.REFUSED, command);
            JsonNode allowed = sites.run(ExitCode.REFUSED, TwoSites.plus(command, "--allow-rewind"));

            // Then
            assertThat(refused.at("/groups/0/reason").asText()).contains("the group has made progress on the target");
            assertThat(allowed.at("/groups/0/reason").asText()).contains("the plan no longer holds: simple-0 was");
            assertThat(consumer.last()).isGreaterThan(0);
        }
    }

    @Test
    void trap26_shouldSeeAConsumerWithoutAGroupByItsCommitsOnTheSource() throws Exception {
        // Given
        String topic = mirror.topic("simple-source");
        mirror.group("simple-source-app", topic, 1, List.of());
        try (Committing consumer = new Committing(east, "simple-source-app", topic)) {
            // When
            CliRun run = sites.cli("switch", "--mode", "planned", "--group", "simple-source-app", "--execute");

            // Then
            assertThat(run.expect(ExitCode.REFUSED).err())
                    .contains("has no member on the source, and still its commits move");
            assertThat(atWest.committed("simple-source-app")).isEmpty();
            assertThat(consumer.last()).isGreaterThan(0);
        }
    }

    @Test
    void shouldCommitNothingWhenAConsumerIsBackOnTheSourceAndGoOnOnceItHasStopped() throws Exception {
        // Given
        String topic = mirror.topic("back");
        mirror.group("back-app", topic, 40, List.of());
        Gate gate = gate("back", "commit");

        // When
        BatonProcess.Result refused;
        boolean untouched;
        try (BatonProcess baton = sites.start(TwoSites.plus(planned("back-app", gate), "-o", "json"))) {
            gate.awaitReached(baton);
            try (KafkaConsumer<String, String> member = atEast.member("back-app", topic)) {
                gate.open();
                refused = baton.await(LIMIT);
                untouched = atWest.committed("back-app").isEmpty();
                assertThat(member.assignment()).isNotEmpty();
            }
        }
        atEast.commit("back-app", topic, 0, 70, "");
        String id = TwoSites.parse(refused.out()).get("id").asText();
        sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(6);
        assertThat(refused.err()).contains("still active on the source: back-app (the-member@", "switch resume " + id);
        assertThat(untouched).isTrue();
        assertThat(atWest.committed("back-app", topic)).isEqualTo(70);
    }

    @Test
    void shouldLeaveAGroupBehindThatIsBackOnTheSourceBeforeItIsTranslated() throws Exception {
        // Given
        String topic = mirror.topic("early");
        mirror.group("early-app", topic, 40, List.of());
        Gate gate = gate("early", "translate");

        // When
        try (BatonProcess baton =
                sites.start(TwoSites.plus(planned("early-app", gate), "--wait", "1s", "-o", "json"))) {
            gate.awaitReached(baton);
            try (KafkaConsumer<String, String> member = atEast.member("early-app", topic)) {
                gate.open();
                BatonProcess.Result result = baton.await(LIMIT);

                // Then
                assertThat(result.exitCode()).as(result.err()).isEqualTo(6);
                assertThat(TwoSites.parse(result.out()).at("/groups/0/reason").asText())
                        .contains("active on the source: the-member@");
                assertThat(atWest.committed("early-app")).isEmpty();
                assertThat(member.assignment()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldCommitNothingWhenAProducerIsBackAfterTheFence() throws Exception {
        // Given
        String topic = mirror.topic("late");
        mirror.group("late-app", topic, 40, List.of());
        Gate gate = gate("late", "commit");

        // When
        try (BatonProcess baton = sites.start(TwoSites.plus(planned("late-app", gate), "-o", "json"))) {
            gate.awaitReached(baton);
            atEast.produce(topic, 0, 1, System.currentTimeMillis());
            gate.open();
            BatonProcess.Result result = baton.await(LIMIT);

            // Then
            JsonNode report = TwoSites.parse(result.out());
            assertThat(result.exitCode()).as(result.err()).isEqualTo(6);
            assertThat(result.err())
                    .contains("written to after all had stood still: late-0")
                    .contains("switch undo " + report.get("id").asText());
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isEqualTo(1);
            assertThat(atWest.committed("late-app")).isEmpty();
        }
    }

    @Test
    void shouldSaySplitBrainFirstWhenTheRevivedSourceIsWrittenTo() throws Exception {
        // Given
        String topic = mirror.topic("revived");
        mirror.group("revived-app", topic, 40, List.of());
        east.kill();
        String id = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "revived-app", "--execute")
                .get("id")
                .asText();

        // When
        String dead = sites.cli("switch", "watch", id, "--once").out();
        east.revive();
        String quiet = sites.cli("switch", "watch", id, "--once").out();
        atEast.produce(topic, 0, 1, System.currentTimeMillis());
        String written = sites.cli("switch", "watch", id, "--once").out();

        // Then
        assertThat(dead).startsWith("old source: does not answer");
        assertThat(quiet).startsWith("old source: answers; it has no record of a later time than the switch");
        assertThat(written)
                .startsWith("SPLIT BRAIN: the old source was written to after the switch")
                .contains("revived-0");
    }

    private static String[] failover(String group, Gate gate) {
        return command("failover", group, gate);
    }

    private static String[] planned(String group, Gate gate) {
        return command("planned", group, gate);
    }

    private static String[] command(String mode, String group, Gate gate) {
        return new String[] {
            "switch", "--mode", mode, "--group", group, "--hooks", gate.hooks().toString(), "--execute"
        };
    }

    private static KafkaConsumer<String, String> consumer(KafkaCluster cluster, String group, String... more) {
        Map<String, Object> properties = cluster.clientProperties(
                "group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", "false");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    /** A consumer with a partition of its own choice, which commits all the time; no member of its group. */
    private static final class Committing implements AutoCloseable {
        private final AtomicBoolean done = new AtomicBoolean();
        private final CompletableFuture<Long> running;

        Committing(KafkaCluster cluster, String group, String topic) {
            CompletableFuture<Void> first = new CompletableFuture<>();
            running = CompletableFuture.supplyAsync(() -> commit(cluster, group, new TopicPartition(topic, 0), first));
            first.join();
        }

        private long commit(
                KafkaCluster cluster, String group, TopicPartition partition, CompletableFuture<Void> first) {
            long next = 0;
            try (KafkaConsumer<String, String> consumer = consumer(cluster, group)) {
                consumer.assign(List.of(partition));
                while (!done.get()) {
                    next++;
                    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
                    first.complete(null);
                    consumer.poll(Duration.ofMillis(50));
                }
            }
            return next;
        }

        long last() {
            done.set(true);
            return running.join();
        }

        @Override
        public void close() {
            done.set(true);
        }
    }

    private Gate gate(String name, String step) throws IOException {
        Path script = Files.writeString(sites.directory().resolve("gate"), """
            #!/bin/sh
            touch "$1.reached"
            while [ ! -e "$1.open" ]; do sleep 0.1; done
            """);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path marks = sites.directory().resolve("gate-" + name);
        Path hooks = Files.writeString(
                sites.directory().resolve(name + ".yaml"),
                "hooks: [{before: " + step + ", command: [./gate, \"" + marks + "\"]}]");
        return new Gate(hooks, marks);
    }

    /** A hook that keeps a switch before a step until the test lets it go on. */
    private record Gate(Path hooks, Path marks) {
        void awaitReached(BatonProcess baton) {
            Path reached = Path.of(marks + ".reached");
            await("the hook runs").atMost(LIMIT).until(() -> Files.exists(reached) || !baton.isAlive());
            assertThat(reached).as(baton.err()).exists();
        }

        void open() throws IOException {
            Files.createFile(Path.of(marks + ".open"));
        }
    }
}
