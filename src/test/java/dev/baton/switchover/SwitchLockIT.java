package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateLog;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal as the lock of a flow: what others did meanwhile counts, and one who lost the flow does nothing more. */
@WithClusters
class SwitchLockIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLED = 137;
    private static final Operator ANN = new Operator("ann", "host-a", 7);
    private static final Operator BOB = new Operator("bob", "host-b", 8);

    private final KafkaCluster east;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;
    private Cluster source;
    private Cluster target;

    SwitchLockIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @BeforeEach
    void connect() {
        source = Cluster.connect(east.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
        target = sites.connectToTarget();
    }

    @AfterEach
    void disconnect() {
        endHolds();
        source.close();
        target.close();
    }

    /** So that the next test finds the flow free, also where this one failed. */
    private void endHolds() {
        JournalCodec codec = new JournalCodec();
        try (TopicWriter writer = target.records().writer(InternalTopics.JOURNAL)) {
            for (Tenure open : SwitchHistory.read(target).tenures()) {
                JournalEntry end = new JournalEntry(
                        open.id(),
                        1_000_000,
                        Instant.now(),
                        open.from(),
                        open.to(),
                        open.by(),
                        Event.GAVE_WAY,
                        null,
                        codec.tree(Map.of("reason", "the test is over")));
                if (!open.ended()) {
                    writer.write(codec.key(end), codec.line(end).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Test
    void shouldRefuseAPlanWhenAnotherSwitchRanWhileItWasMade() {
        // Given
        String topic = mirror.topic("stale-plan");
        mirror.group("stale-plan-a", topic, 40, List.of());
        mirror.group("stale-plan-b", topic, 40, List.of());
        SwitchSite site = site(Clock.systemUTC());
        Switchover other = new Switchover(site, site);
        Switchover.Prepared prepared = other.prepare(request("stale-plan-b"));

        // When
        String first =
                sites.run(ExitCode.DONE, failover("stale-plan-a")).get("id").asText();
        assertThatThrownBy(() -> other.execute(prepared, sites.directory(), BOB, step -> {}))
                .hasMessageContaining("is stale: since then switch " + first + " has run");

        // Then
        assertThat(switched().switchId()).isEqualTo(first);
        assertThat(switched().groups()).contains("stale-plan-a").doesNotContain("stale-plan-b");
        assertThat(atWest.committed("stale-plan-b")).isEmpty();
        sites.run(ExitCode.DONE, failover("stale-plan-b"));
        assertThat(switched().groups()).contains("stale-plan-a", "stale-plan-b");
    }

    @Test
    void shouldFenceOnTopOfTheLastWordWhateverWasGathered() {
        // Given
        String topic = mirror.topic("last-word");
        mirror.group("last-word-a", topic, 40, List.of());
        mirror.group("last-word-b", topic, 40, List.of());
        SwitchSite site = site(Clock.systemUTC());
        SwitchRequest request = request("last-word-b");
        SwitchFacts facts = site.gather(request, true);
        SwitchPlan plan = Plans.failover("last-word", List.of(Plans.group("last-word-b", topic, 1, 40)));

        // When
        sites.run(ExitCode.DONE, failover("last-word-a"));
        SwitchedGeneration before = switched();
        try (Journal journal = Journal.open(site, sites.directory(), plan, BOB)) {
            StepDone done = new Fence().run(new SwitchRun(site, journal, plan, facts, Instant.now(), false));

            // Then
            assertThat(done.said()).isEqualTo("generation " + (before.generation() + 1));
            journal.gaveWay("the test is over");
        }
        assertThat(switched().groups()).contains("last-word-a", "last-word-b");
    }

    @Test
    void shouldNotGoOnWithWhatAnotherOneBroughtToItsEndMeanwhile() {
        // Given
        String topic = mirror.topic("twice");
        mirror.group("twice-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, "kept")));
        atWest.commit("twice-app", topic, 0, 30, "kept");
        String id = dieAt("translate:done", failover("twice-app"));
        Runnable theOther = () -> sites.run(ExitCode.DONE, "switch", "resume", id);
        SwitchSite gathering = site(new OnceAsked(Clock.systemUTC(), () -> true, theOther));
        Switchover late = new Switchover(gathering, site(Clock.systemUTC()));

        // When
        Execution execution = late.resume(id, Optional.empty(), sites.directory(), BOB, step -> {});
        List<JournalEntry> entries =
                SwitchHistory.read(target).find(id).orElseThrow().entries();
        sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");

        // Then
        assertThat(execution.report().whole()).isTrue();
        assertThat(entries.stream().filter(entry -> entry.by().equals(BOB.text())))
                .extracting(JournalEntry::event)
                .containsExactly(Event.RESUMED, Event.GAVE_WAY);
        assertThat(atWest.committed("twice-app", topic)).isEqualTo(30);
    }

    @Test
    void shouldComeToTheEndFromTheTargetAloneWhenAPlannedSwitchWasKilledInItsCommits() {
        // Given
        String topic = mirror.topic("half");
        mirror.group("half-a", topic, PlayedMirror.RECORDS, List.of());
        mirror.group("half-b", topic, PlayedMirror.RECORDS, List.of());
        String id = dieAt(
                "commit:middle",
                "switch",
                "--mode",
                "planned",
                "--group",
                "half-a",
                "--group",
                "half-b",
                "--settle",
                "100ms",
                "--execute");
        east.kill();

        // When
        JsonNode report = sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        assertThat(report.get("groups").findValuesAsText("result")).containsExactly("switched", "switched");
        assertThat(report.at("/rpo/exact").asBoolean()).isFalse();
        assertThat(atWest.committed("half-a", topic)).isEqualTo(PlayedMirror.RECORDS);
        assertThat(atWest.committed("half-b", topic)).isEqualTo(PlayedMirror.RECORDS);
    }

    @Test
    void shouldGoOnAfterAnUndoThatGaveWay() throws Exception {
        // Given
        String topic = mirror.topic("early");
        mirror.group("early-app", topic, 40, List.of());
        Hold hold = hold("early");
        String id;
        CliRun undo;
        try (BatonProcess baton = sites.start(hold.before("early-app"))) {
            id = hold.held(baton);

            // When
            undo = sites.cli("switch", "undo", id, "--execute");
            baton.kill();
        }
        hold.release();
        String open = state(id);
        sites.run(ExitCode.DONE, "switch", "resume", id);

        // Then
        assertThat(undo.expect(ExitCode.REFUSED).err()).contains("is under way since");
        assertThat(open).isEqualTo("open");
        assertThat(state(id)).isEqualTo("closed");
        assertThat(atWest.committed("early-app", topic)).isEqualTo(40);
    }

    @Test
    void shouldSayThatASwitchStoppedAndThatOneWasTakenBack() throws Exception {
        // Given
        String topic = mirror.topic("stopped");
        mirror.group("stopped-app", topic, 40, List.of());
        Path fails = Files.writeString(
                sites.directory().resolve("fails.yaml"), "hooks: [{before: commit, command: [\"false\"]}]");

        // When
        sites.cli(TwoSites.plus(failover("stopped-app"), "--hooks", fails.toString()))
                .expect(ExitCode.INCOMPLETE);
        String id = lastId();
        String stopped = state(id);
        CliRun shown = sites.cli("switch", "show", id);
        sites.run(ExitCode.DONE, "switch", "undo", id, "--execute");
        String done =
                sites.run(ExitCode.DONE, failover("stopped-app")).get("id").asText();
        sites.run(ExitCode.DONE, "switch", "undo", done, "--execute");
        JsonNode undone = sites.run(ExitCode.DONE, "switch", "show", done);

        // Then
        assertThat(stopped).isEqualTo("stopped");
        assertThat(shown.expect(ExitCode.INCOMPLETE).err())
                .contains("stopped before its last step", "baton switch resume " + id);
        assertThat(undone.at("/groups/0/result").asText()).isEqualTo("undone");
        assertThat(undone.at("/groups/0/partitions/0/applied").isNull()).isTrue();
        assertThat(state(done)).isEqualTo("undone");
    }

    @Test
    void shouldHoldTheFlowAgainstOneWhoGaveWayHoweverLongItStoodStill() {
        // Given
        SwitchPlan plan = Plans.failover("holds", List.of());
        MovedClock clock = new MovedClock(Duration.ZERO);
        try (Journal journal = Journal.open(site(clock), sites.directory(), plan, ANN)) {
            assertThatThrownBy(() -> Journal.open(
                            site(Clock.systemUTC()), sites.directory(), Plans.failover("gives-way", List.of()), BOB))
                    .hasMessageContaining("switch holds of ann@host-a, process 7 is under way");

            // When
            clock.by = Duration.ofSeconds(31);
            journal.requireHeld();
            journal.gaveWay("the test is over");
        }

        // Then
        assertThat(SwitchHistory.read(target).find("holds").orElseThrow().entries())
                .extracting(JournalEntry::event)
                .containsExactly(Event.OPENED, Event.ALIVE, Event.GAVE_WAY);
    }

    @Test
    void shouldSendNoMoreCommitsWhenItWakesUpAfterAnotherOneHasTakenOver() {
        // Given
        String topic = mirror.topic("frozen");
        List<GroupPlan> groups = List.of(Plans.group("frozen-a", topic, 1, 40), Plans.group("frozen-b", topic, 1, 40));
        SwitchPlan plan = Plans.failover("frozen", groups);
        MovedClock clock = new MovedClock(Duration.ofSeconds(-60));
        try (Journal journal = Journal.open(site(clock), sites.directory(), plan, ANN)) {
            Applied applied = new Applied(target, journal::requireHeld);
            Runnable freeze = () -> {
                Journal.open(site(Clock.systemUTC()), sites.directory(), Plans.failover("takes-over", List.of()), BOB)
                        .close();
                clock.by = Duration.ofSeconds(-20);
            };

            // When
            assertThatThrownBy(() -> applied.commit(groups, freeze))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("bob@host-b, process 8 has taken over with switch takes-over");
            assertThatThrownBy(() -> journal.failed(new Commit(), "it must not write any more"))
                    .hasMessageContaining("has taken over");
        }

        // Then
        assertThat(atWest.committed("frozen-a", topic)).isEqualTo(40);
        assertThat(atWest.committed("frozen-b")).isEmpty();
        assertThat(SwitchHistory.read(target).find("frozen").orElseThrow().entries())
                .extracting(JournalEntry::event)
                .containsExactly(Event.OPENED);
    }

    @Test
    void shouldWriteNoWordWhenItWakesUpInAnUndoAfterAnotherOneHasTakenOver() {
        // Given
        String topic = mirror.topic("dozing");
        mirror.group("dozing-app", topic, 40, List.of());
        String id = sites.run(ExitCode.DONE, failover("dozing-app")).get("id").asText();
        MovedClock clock = new MovedClock(Duration.ofSeconds(-60));
        SwitchPlan plan = Plans.failover("overtakes", List.of());
        Runnable freeze = () -> {
            try (Journal journal = Journal.open(site(Clock.systemUTC()), sites.directory(), plan, BOB)) {
                Mirrors mirrors = new Mirrors(target, new StateLog("east"), Clock.systemUTC());
                mirrors.write(Mirrors.next(mirrors.switched(), plan, Instant.now()), journal::requireHeld);
            }
            clock.by = Duration.ofSeconds(-20);
        };
        // not while the journal shows life by itself
        Thread undoing = Thread.currentThread();
        BooleanSupplier midway = () -> Thread.currentThread().equals(undoing) && isBegun(id, Undo.MIRRORS);
        Clock asked = new OnceAsked(clock, midway, freeze);

        // When
        assertThatThrownBy(() -> new Undo(site(asked), id, false).execute(sites.directory(), ANN))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("bob@host-b, process 8 has taken over with switch overtakes");

        // Then
        assertThat(switched().switchId()).isEqualTo("overtakes");
        assertThat(switched().groups()).contains("dozing-app");
    }

    private boolean isBegun(String id, String part) {
        return SwitchHistory.read(target).find(id).orElseThrow().entries().stream()
                .anyMatch(entry -> entry.event() == Event.STARTED && part.equals(entry.step()));
    }

    @Test
    @Tag("long")
    void shouldShowLifeByItselfWhateverTheRunIsBusyWith() {
        SwitchPlan plan = Plans.failover("busy", List.of());
        try (Journal journal = Journal.open(site(Clock.systemUTC()), sites.directory(), plan, ANN)) {
            await("a sign of life")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> SwitchHistory.read(target).find("busy").orElseThrow().entries().stream()
                            .anyMatch(entry -> entry.event() == Event.ALIVE));
            journal.gaveWay("the test is over");
        }
    }

    @Test
    @Tag("long")
    void shouldStopAndNameTheOtherOneWhenItWakesUpAfterItsHoldWasOver() throws Exception {
        // Given
        String topic = mirror.topic("asleep");
        mirror.group("asleep-app", topic, 40, List.of());
        Hold hold = hold("asleep");
        try (BatonProcess baton = sites.start(hold.before("asleep-app"))) {
            String id = hold.held(baton);
            baton.pause();
            hold.release();

            // When
            CliRun early = sites.cli("switch", "resume", id);
            await("its hold ends")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> sites.cli("switch", "resume", id).code() == ExitCode.DONE);
            List<JournalEntry> before =
                    SwitchHistory.read(target).find(id).orElseThrow().entries();
            baton.resume();
            BatonProcess.Result woken = baton.await(LIMIT);

            // Then
            early.expect(ExitCode.REFUSED);
            assertThat(woken.exitCode()).as(woken.err()).isEqualTo(6);
            assertThat(woken.err()).contains("stood still for too long", "has taken over with switch " + id);
            assertThat(SwitchHistory.read(target).find(id).orElseThrow().entries())
                    .isEqualTo(before);
            assertThat(atWest.committed("asleep-app", topic)).isEqualTo(40);
        }
    }

    @Test
    void shouldTakeAPlanThatIsLargerThanARecordMayBe() {
        // Given
        SwitchPlan plan = Plans.failover(
                "large",
                IntStream.range(0, 50)
                        .mapToObj(i -> Plans.group("app-" + i, "a-topic-with-a-name-of-usual-length", 1_000, i))
                        .toList());

        // in the journal of the other cluster, which no other test has to read
        FlowConfig flow = FlowConfig.everything("west", "east");
        SwitchSite site = SwitchSite.of(flow, null, source, source, Clock.systemUTC(), Halt.NEVER);

        // When
        try (Journal journal = Journal.open(site, sites.directory(), plan, ANN)) {
            journal.gaveWay("the test is over");
        }

        // Then
        SwitchHistory read = SwitchHistory.read(source);
        assertThat(read.find("large").flatMap(SwitchRecord::plan)).contains(plan);
        assertThat(read.skipped()).isZero();
    }

    private Hold hold(String name) throws IOException {
        Path there = Files.createFile(sites.directory().resolve("hold-" + name));
        Path hooks = Files.writeString(
                sites.directory().resolve(name + ".yaml"),
                "hooks: [{before: commit, command: [sh, -c, \"while [ -e '" + there + "' ]; do sleep 0.1; done\"]}]");
        return new Hold(there, hooks);
    }

    /** A hook that keeps a switch before its commits for as long as a file is there. */
    private final class Hold {
        private final Path there;
        private final Path hooks;

        Hold(Path there, Path hooks) {
            this.there = there;
            this.hooks = hooks;
        }

        String[] before(String group) {
            return TwoSites.plus(failover(group), "--hooks", hooks.toString());
        }

        /** Gives the id of the switch that is held. */
        String held(BatonProcess baton) {
            Awaitility.await("it is before its commits")
                    .atMost(LIMIT)
                    .until(() -> baton.err().contains("hook-1-before-commit") || !baton.isAlive());
            assertThat(baton.isAlive()).as(baton.err()).isTrue();
            return lastId();
        }

        void release() throws IOException {
            Files.delete(there);
        }
    }

    private SwitchSite site(Clock clock) {
        return SwitchSite.of(FlowConfig.everything("east", "west"), source, target, target, clock, Halt.NEVER);
    }

    private SwitchRequest request(String group) {
        return Plans.failover("any", List.of(Plans.group(group, "any", 1, 0))).request();
    }

    private static String[] failover(String group) {
        return new String[] {"switch", "--mode", "failover", "--group", group, "--execute"};
    }

    private SwitchedGeneration switched() {
        return new StateReader(target).read("east").switched();
    }

    private String dieAt(String point, String... command) {
        Map<String, String> environment = new HashMap<>(sites.environment());
        environment.put("BATON_TEST_HALT_AT", point);
        try (BatonProcess baton = sites.start(environment, command)) {
            BatonProcess.Result result = baton.await(LIMIT);
            assertThat(result.exitCode()).as(point + "\n" + result.err()).isEqualTo(KILLED);
        }
        return lastId();
    }

    private String lastId() {
        JsonNode items = sites.run(ExitCode.DONE, "switch", "list").get("items");
        return items.get(items.size() - 1).get("id").asText();
    }

    private String state(String id) {
        for (JsonNode item : sites.run(ExitCode.DONE, "switch", "list").get("items")) {
            if (item.get("id").asText().equals(id)) {
                return item.get("state").asText();
            }
        }
        throw new AssertionError("no switch " + id);
    }

    /** A clock that stands as far from the true one as the test says. */
    private static final class MovedClock extends Clock {
        private volatile Duration by;

        MovedClock(Duration by) {
            this.by = by;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A clock that does something the first time somebody asks once it is time for that. */
    private static final class OnceAsked extends Clock {
        private final AtomicBoolean asked = new AtomicBoolean();
        private final Clock clock;
        private final BooleanSupplier time;
        private final Runnable first;

        OnceAsked(Clock clock, BooleanSupplier time, Runnable first) {
            this.clock = clock;
            this.time = time;
            this.first = first;
        }

        @Override
        public Instant instant() {
            if (!asked.get() && time.getAsBoolean() && !asked.getAndSet(true)) {
                first.run();
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
