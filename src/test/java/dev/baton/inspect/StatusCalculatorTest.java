package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.inspect.StatusReport.Verdict;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.Copied;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.Trap;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatusCalculatorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Outcome<SourceView> GONE =
            Outcome.failed(new BatonException(FailureKind.UNREACHABLE, "east is gone"));
    private static final List<Integer> SHARDS = IntStream.range(0, 32).boxed().toList();

    @Test
    void shouldBeMirroringWhenAllIsCovered() {
        // When
        StatusReport report = status(source(10, "billing"), state(beat(NOW.minusSeconds(1), true)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.MIRRORING);
        assertThat(report.progress().recordsBehind()).isEqualTo(2);
        assertThat(report.progress().secondsBehind()).isEqualTo(4);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void shouldBeDegradedWhenAGroupWasNotSeen() {
        // When
        StatusReport report = status(source(10, "billing", "late"), state(beat(NOW, true)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(report.groups().uncovered()).containsExactly("late");
    }

    @Test
    void shouldBeStoppedWhenTheLastBeatIsOld() {
        // When
        StatusReport report = status(source(10, "billing"), state(beat(NOW.minusSeconds(60), true)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.MIRROR_STOPPED);
        assertThat(report.mirror().alive()).isFalse();
    }

    @Test
    void shouldReportWhatWasLastSeenWhenTheSourceIsGone() {
        // When
        StatusReport report = status(GONE, state(beat(NOW, false)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.SOURCE_UNREACHABLE);
        assertThat(report.progress().recordsBehind()).isEqualTo(1);
        assertThat(report.progress().secondsBehind()).isNull();
        assertThat(report.progress().asOf()).isEqualTo(NOW);
        assertThat(report.groups().uncovered()).isNull();
        assertThat(report.groups().covered()).isEqualTo(1);
    }

    @Test
    void shouldWarnOfTheNetworkWhenOnlyTheMirrorReachesTheSource() {
        // When
        StatusReport report = status(GONE, state(beat(NOW, true)));
        // Then
        assertThat(report.findings()).anyMatch(text -> text.contains("the mirror reaches the source"));
    }

    @Test
    void shouldSaySoWhenGroupsWereSwitched() {
        // Given
        SwitchedGeneration switched =
                new SwitchedGeneration(1, "s-1", false, List.of("billing"), false, List.of(), NOW);
        // When
        StatusReport report = status(GONE, state(switched, beat(NOW, false)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.SWITCHED);
        assertThat(report.switched().switchId()).isEqualTo("s-1");
    }

    @Test
    void shouldInventNoNumberWhenNothingIsKnown() {
        // When
        StatusReport report = status(GONE, FlowState.none("east"));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.NOT_MIRRORED);
        assertThat(report.progress().partitions()).isNull();
        assertThat(report.progress().recordsBehind()).isNull();
        assertThat(report.groups().covered()).isNull();
        assertThat(report.mirror().alive()).isNull();
    }

    @Test
    void shouldLeaveTheLagUnknownWhenAPartitionDoesNotAnswer() {
        // Given
        SourceView source = new SourceView(
                "A",
                NOW,
                Map.of("orders", "i"),
                Map.of(ORDERS, Outcome.failed(new BatonException(FailureKind.UNREACHABLE, "no leader"))),
                Map.of(),
                Map.of());
        // When
        StatusReport report = status(Outcome.known(source), state(beat(NOW, true)));
        // Then
        assertThat(report.progress().recordsBehind()).isNull();
        assertThat(report.progress().unknown()).isEqualTo(1);
        assertThat(report.verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    @Trap("19")
    void shouldLeaveATopicOutOfTheSumThatWasMadeAnewOnTheSource() {
        // Given
        TopicPartition payments = new TopicPartition("payments", 0);
        Map<TopicPartition, Outcome<Long>> ends = Map.of(ORDERS, Outcome.known(3L), payments, Outcome.known(7L));
        ForeignMirror foreign = new ForeignMirror(List.of(), NOW, Map.of(payments, new Copied(2, NOW)));
        SourceView source = new SourceView("A", NOW, Map.of("orders", "i2", "payments", "k"), ends, ends, Map.of());
        // When
        StatusReport both = status(Outcome.known(source), state(beat(NOW, true)), foreign);
        StatusReport alone = status(madeAnew(3), state(beat(NOW, true)));
        // Then
        assertThat(both.progress().recordsBehind()).isEqualTo(5);
        assertThat(both.progress().unknown()).isEqualTo(1);
        assertThat(alone.progress().recordsBehind()).isNull();
        assertThat(alone.progress().secondsBehind()).isNull();
        assertThat(alone.progress().unknown()).isEqualTo(1);
        assertThat(alone.verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void shouldSaySoWhenAPartitionWentOverToMappedOffsets() {
        // Given
        Mark mapped = preserved().mappedFromNowOn(NOW);
        // When
        StatusReport report = status(source(10, "billing"), state(mapped, SwitchedGeneration.NONE, beat(NOW, true)));
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.MIRRORING);
        assertThat(report.findings())
                .containsExactly(
                        "went over to mapped offsets: orders-0 at source offset 8; offsets kept outside of Kafka"
                                + " are not valid past it");
    }

    @Test
    void shouldCallAGroupCoveredByTheMirrorWhoseTopicsItReadsWhenThereAreTwo() {
        // Given
        TopicPartition payments = new TopicPartition("payments", 0);
        GroupCheckpoint paying = new GroupCheckpoint("east", "paying", payments, 7, 6, "", NOW);
        GroupCheckpoint both = new GroupCheckpoint("east", "both", payments, 7, 6, "", NOW);
        ForeignMirror foreign = new ForeignMirror(
                List.of(CheckpointLog.of("east.checkpoints.internal", "east", List.of(paying, both), 0)),
                NOW,
                Map.of(payments, new Copied(7, NOW)));
        Map<TopicPartition, Outcome<Long>> ends = Map.of(ORDERS, Outcome.known(10L), payments, Outcome.known(7L));
        Map<String, Set<String>> groups = Map.of(
                "billing", Set.of("orders"),
                "paying", Set.of("payments"),
                "both", Set.of("orders", "payments"),
                "late", Set.of("payments"));
        Outcome<SourceView> source = Outcome.known(new SourceView("A", NOW, Map.of("orders", "i"), ends, ends, groups));
        FlowState groupsOnly = new FlowState(
                "east", null, Map.of(), List.of(beat(NOW, true)), state().groups(), SwitchedGeneration.NONE, 0);

        // When
        StatusReport report = status(source, state(beat(NOW, true)), foreign);
        StatusReport beside = status(source, groupsOnly, foreign);

        // Then
        assertThat(report.groups().uncovered()).containsExactly("both", "late");
        assertThat(report.groups().covered()).isEqualTo(2);
        assertThat(beside.groups().uncovered()).containsExactly("both", "late", "paying");
        assertThat(beside.groups().covered()).isEqualTo(1);
    }

    @Test
    @Trap("i")
    void shouldCallAMirrorAliveWhoseClockIsWrongWhenItsBeatsMove() {
        // Given
        for (Duration behind : List.of(Duration.ofSeconds(40), Duration.ofSeconds(-40))) {
            FlowState state = state(beat(NOW.minus(behind), true));
            // When
            StatusReport moving = status(source(10, "billing"), state, Map.of("m-1", behind));
            StatusReport still = status(source(10, "billing"), state, Map.of());
            // Then
            assertThat(moving.verdict()).isEqualTo(Verdict.MIRRORING);
            assertThat(moving.findings())
                    .containsExactly("the mirror's clock is 40 s " + (behind.isNegative() ? "ahead of" : "behind")
                            + " this one");
            assertThat(still.verdict()).isEqualTo(Verdict.MIRROR_STOPPED);
        }
    }

    @Test
    void shouldTakeMirrorMakersWordWhenBatonNeverMirrored() {
        // Given
        GroupCheckpoint billing = new GroupCheckpoint("east", "billing", ORDERS, 7, 6, "", NOW);
        ForeignMirror foreign = new ForeignMirror(
                List.of(CheckpointLog.of("east.checkpoints.internal", "east", List.of(billing), 0)),
                NOW,
                Map.of(ORDERS, new Copied(7, NOW)));
        // When
        StatusReport report = status(source(10, "billing", "late"), FlowState.none("east"), foreign);
        // Then
        assertThat(report.verdict()).isEqualTo(Verdict.MIRRORMAKER2);
        assertThat(report.progress().recordsBehind()).isEqualTo(3);
        assertThat(report.progress().preserved()).isNull();
        assertThat(report.groups().covered()).isEqualTo(1);
        assertThat(report.groups().uncovered()).containsExactly("late");
        assertThat(report.mirror().alive()).isNull();
    }

    private static StatusReport status(Outcome<SourceView> source, FlowState state) {
        return status(source, state, ForeignMirror.NONE);
    }

    private static StatusReport status(Outcome<SourceView> source, FlowState state, ForeignMirror foreign) {
        return status(source, state, foreign, Map.of());
    }

    private static StatusReport status(Outcome<SourceView> source, FlowState state, Map<String, Duration> skews) {
        return status(source, state, ForeignMirror.NONE, skews);
    }

    private static StatusReport status(
            Outcome<SourceView> source, FlowState state, ForeignMirror foreign, Map<String, Duration> skews) {
        ClusterConfig east = new ClusterConfig("east", Map.of());
        Flow flow = new Flow(FlowConfig.everything("east", "west"), east, new ClusterConfig("west", Map.of()), true);
        TargetView target =
                new TargetView("B", Set.of(), state, Map.of(), Map.of(ORDERS, Outcome.known(8L)), foreign, skews);
        Map<TopicPartition, Long> waiting = Map.of(ORDERS, NOW.minusSeconds(4).toEpochMilli());
        return StatusCalculator.calculate(
                flow, new FlowView(source, Outcome.known(target), Outcome.known(waiting), NOW));
    }

    private static Outcome<SourceView> source(long end, String... groups) {
        Map<TopicPartition, Outcome<Long>> ends = Map.of(ORDERS, Outcome.known(end));
        return Outcome.known(new SourceView(
                "A",
                NOW,
                Map.of("orders", "i"),
                ends,
                ends,
                Arrays.stream(groups).collect(Collectors.toMap(Function.identity(), group -> Set.of("orders")))));
    }

    private static Outcome<SourceView> madeAnew(long end) {
        Map<TopicPartition, Outcome<Long>> ends = Map.of(ORDERS, Outcome.known(end));
        return Outcome.known(new SourceView("A", NOW, Map.of("orders", "i2"), ends, ends, Map.of()));
    }

    private static FlowState state(MirrorBeat... beats) {
        return state(SwitchedGeneration.NONE, beats);
    }

    private static FlowState state(SwitchedGeneration switched, MirrorBeat... beats) {
        return state(preserved(), switched, beats);
    }

    private static Mark preserved() {
        return new Mark(
                "orders", 0, "orders", "i", "j", Mark.Mode.PRESERVED, 8, 8, 8, 0, 0, 9L, 9L, 5L, NOW.minusSeconds(90));
    }

    private static FlowState state(Mark mark, SwitchedGeneration switched, MirrorBeat... beats) {
        GroupSnapshot billing = new GroupSnapshot("billing", NOW, List.of(), List.of());
        return new FlowState(
                "east", null, Map.of(ORDERS, mark), List.of(beats), Map.of("billing", billing), switched, 0);
    }

    private static MirrorBeat beat(Instant time, boolean sourceReachable) {
        return new MirrorBeat("m-1", "host", time, SHARDS, time, time, 0, sourceReachable, List.of());
    }
}
