package dev.baton.inspect;

import static dev.baton.inspect.Findings.assertFinding;
import static dev.baton.inspect.Findings.only;
import static dev.baton.inspect.ReadinessFixture.GONE;
import static dev.baton.inspect.ReadinessFixture.NOW;
import static dev.baton.inspect.ReadinessFixture.beat;
import static dev.baton.inspect.ReadinessFixture.check;
import static dev.baton.inspect.ReadinessFixture.item;
import static dev.baton.inspect.ReadinessFixture.ready;
import static dev.baton.inspect.ReadinessFixture.source;
import static dev.baton.inspect.ReadinessFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.Trap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each check of how a flow and its groups stand finds what it looks for, and nothing where all is well. */
class StatusChecksTest {
    @Nested
    class OfABatonFlow {
        @Test
        void shouldFindNothingWhenAllIsWell() {
            assertThat(check(source(8, "billing"), state(beat(NOW)), ready("billing")))
                    .isEmpty();
        }

        @Test
        void shouldSayThatTheSourceDoesNotAnswer() {
            assertFinding(
                    check(GONE, state(beat(NOW)), ready("billing")), Severity.WARNING, "reachability", "east is gone");
        }

        @Test
        void shouldBlockWhenTheMirrorIsDead() {
            assertFinding(
                    check(source(8, "billing"), state(beat(NOW.minusSeconds(60))), ready("billing")),
                    Severity.BLOCKER,
                    "mirror",
                    "no mirror process has given a sign of life");
        }

        @Test
        void shouldBlockWhenNothingTellsOfAMirror() {
            assertFinding(
                    check(source(8, "billing"), FlowState.none("east"), ready("billing")),
                    Severity.BLOCKER,
                    "mirror",
                    "nothing on the target tells of a mirror");
        }

        @Test
        void shouldWarnWhenAPartitionIsFarBehindAndNotWhenItIsALittle() {
            assertThat(check(source(10, "billing"), state(beat(NOW)), ready("billing"), 4))
                    .isEmpty();
            assertFinding(
                    check(source(10, "billing"), state(beat(NOW)), ready("billing"), 90),
                    Severity.WARNING,
                    "lag",
                    "orders-0 is 2 records, 90 s behind");
        }

        @Test
        void shouldBlockWhenAPartitionStopped() {
            MirrorBeat stopped = new MirrorBeat(
                    "m-1",
                    "host",
                    NOW,
                    ReadinessFixture.SHARDS,
                    NOW,
                    NOW,
                    0,
                    true,
                    List.of(new MirrorBeat.Fault("orders", 0, "the topic was made anew")));

            assertFinding(
                    check(source(8, "billing"), state(stopped), ready("billing")),
                    Severity.BLOCKER,
                    "mirror",
                    "orders-0 is not mirrored any more: the topic was made anew");
        }

        @Test
        void shouldWarnWhenItIsNotKnownHowFarAPartitionIsMirrored() {
            TopicPartition fresh = new TopicPartition("orders", 1);
            Map<TopicPartition, Outcome<Long>> ends =
                    Map.of(ReadinessFixture.ORDERS, Outcome.known(8L), fresh, Outcome.known(3L));

            assertFinding(
                    check(
                            Outcome.known(new SourceView(
                                    "A", NOW, Map.of("orders", "i"), ends, ends, Map.of("billing", Set.of("orders")))),
                            state(beat(NOW)),
                            ready("billing")),
                    Severity.WARNING,
                    "lag",
                    "of 1 partitions it is not known how far they are mirrored");
        }

        @Test
        @Trap("20")
        void shouldBlockWhenACopyIsGone() {
            TargetView target = new TargetView(
                    "B",
                    Set.of(),
                    state(beat(NOW)),
                    Map.of(ReadinessFixture.ORDERS, "the topic was deleted"),
                    Map.of(),
                    ForeignMirror.NONE,
                    Map.of());

            List<Finding> findings = check(source(8, "billing"), target, ready("billing"), 0);

            assertThat(findings).anySatisfy(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
                assertThat(finding.check()).isEqualTo("copies");
                assertThat(finding.fact()).isEqualTo("orders-0: the topic was deleted");
            });
        }

        @Test
        void shouldWarnWhenOffsetsKeptOutsideOfKafkaAreNotValidAnyMore() {
            FlowState before = state(beat(NOW));
            Mark mark = before.marks().get(ReadinessFixture.ORDERS).mappedFromNowOn(NOW.minusSeconds(90));
            FlowState mapped = new FlowState(
                    "east",
                    null,
                    Map.of(ReadinessFixture.ORDERS, mark),
                    before.beats(),
                    before.groups(),
                    SwitchedGeneration.NONE,
                    0);

            assertFinding(
                    check(source(8, "billing"), mapped, ready("billing")),
                    Severity.WARNING,
                    "offsets",
                    "orders-0 has the source's offsets below 8 only");
        }

        @Test
        void shouldWarnOfCommitsThatTheMirrorHasNotSeen() {
            assertFinding(
                    check(source(8, "billing", "late"), state(beat(NOW)), ready("billing")),
                    Severity.WARNING,
                    "groups",
                    "commits that the mirror has not seen: late");
        }

        @Test
        @Trap("i")
        void shouldWarnWhenTheMirrorsClockIsAhead() {
            FlowState ahead = state(NOW.plusSeconds(30), beat(NOW));

            assertFinding(
                    check(source(8, "billing"), ahead, ready("billing")),
                    Severity.WARNING,
                    "clocks",
                    "30 s ahead of this one");
        }

        @Test
        @Trap("i")
        void shouldWarnAndNotBlockWhenTheMirrorsClockIsBehind() {
            FlowState behind = state(beat(NOW.minusSeconds(40)));
            TargetView target = new TargetView(
                    "B",
                    Set.of(),
                    behind,
                    Map.of(),
                    Map.of(ReadinessFixture.ORDERS, Outcome.known(8L)),
                    ForeignMirror.NONE,
                    Map.of("m-1", Duration.ofSeconds(40)));

            Finding finding = only(check(source(8, "billing"), target, ready("billing"), 0));

            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.fact()).isEqualTo("the mirror's clock is 40 s behind this one");
        }

        @Test
        void shouldCountWhatItDoesNotUnderstandOfItsOwnState() {
            FlowState damaged = new FlowState(
                    "east",
                    null,
                    state(beat(NOW)).marks(),
                    List.of(beat(NOW)),
                    state(beat(NOW)).groups(),
                    SwitchedGeneration.NONE,
                    3);

            assertFinding(
                    check(source(8, "billing"), damaged, ready("billing")),
                    Severity.WARNING,
                    "state",
                    "3 records of what Baton keeps");
        }
    }

    @Nested
    class OfGroups {
        @Test
        @Trap("23")
        void shouldBlockWhenAGroupIsActiveOnTheTarget() {
            assertFinding(groups(item(Outlook.ACTIVE_ON_TARGET, null, 0)), Severity.BLOCKER, "groups", "group g");
        }

        @Test
        @Trap("k")
        void shouldBlockWhenNothingIsProvedForAPartitionSinceItsGroupWouldStartAtItsResetPolicy() {
            assertFinding(groups(item(Outlook.UNKNOWN, null, 0)), Severity.BLOCKER, "groups", "group g");
        }

        @Test
        void shouldWarnWhenAGroupWouldReadAgain() {
            Finding finding = only(groups(item(Outlook.READY, null, 1)));

            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.consequence()).contains("reads at most 17 records again");
        }

        @Test
        @Trap("30")
        void shouldNoteGroupsThatTheFilterLeavesOut() {
            assertFinding(
                    groups(item(Outlook.EXCLUDED, GroupKind.CONNECT_SINK, 0)), Severity.NOTE, "groups", "group g");
        }

        @Test
        @Trap("29")
        void shouldNoteStreamsApplicationsThoughTheyAreReady() {
            assertFinding(groups(item(Outlook.READY, GroupKind.STREAMS, 0)), Severity.NOTE, "groups", "(streams)");
        }

        @Test
        void shouldSayNothingOfAGroupThatGoesOver() {
            assertThat(groups(item(Outlook.READY, GroupKind.CLASSIC, 0))).isEmpty();
        }

        private List<Finding> groups(GroupsReport.Item item) {
            return check(source(8, "billing"), state(beat(NOW)), new GroupsReport(true, List.of(item)));
        }
    }
}
