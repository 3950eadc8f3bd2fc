package dev.baton.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.salvage.MirroredEnd.Ends;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.FailoverPoints;
import dev.baton.switchover.FailoverPoints.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TailFinderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TopicPartition FRESH = new TopicPartition("fresh", 0);
    private static final Mark MARK = new Mark(
            "fresh", 0, "fresh", "east-id", "west-id", Mark.Mode.PRESERVED, 7, 7, 7, 0, null, null, null, null, NOW);

    @Test
    void shouldTakeThePartOfAPartitionThatWasNeverMirroredForTheSameAfterEverySwitch() {
        // When: the target's log has grown, and another switch has taken its end for a failover point
        Tail first = find(null, "first", Map.of(), Map.of());
        Tail second = find(null, "second", Map.of(FRESH, new Point("second", 20, NOW)), Map.of());
        Tail undone = find(null, "second-undo", Map.of(), Map.of());

        // Then
        assertThat(List.of(second, undone))
                .allSatisfy(tail -> assertThat(Notes.key(Note.begin(tail))).isEqualTo(Notes.key(Note.begin(first))));
        assertThat(second.failoverPoint())
                .as("below it lies nothing of the source")
                .isNull();
        assertThat(second.from()).isZero();
        assertThat(second.endedBy()).isNull();
    }

    @Test
    void shouldTellWhichSwitchEndedTheMirroringOfAPartition() {
        // When
        Tail tail = find(MARK, "second", Map.of(FRESH, new Point("first", 7, NOW)), Map.of());

        // Then
        assertThat(tail.endedBy()).isEqualTo("first");
        assertThat(tail.failoverPoint()).isEqualTo(7);
        assertThat(tail.from()).isEqualTo(7);
    }

    @Test
    void shouldEndWhereAFlowBackFoundTheLogAlsoWhereNothingWasMirroredBefore() {
        // Given
        TurnPoint turn = new TurnPoint("fresh", 0, "west-id", "east-id", Tail.NEVER_MIRRORED, 0, 0, 0, 12, 12, 0, NOW);

        // When
        Tail tail = find(null, "first", Map.of(), Map.of(FRESH, turn));

        // Then
        assertThat(tail.to()).as("what lies behind came from the target").isEqualTo(12);
        assertThat(tail.sourceEnd()).isEqualTo(12);
    }

    /** The source has 30 records of the partition; the mirror, where it ran, copied 7. */
    private static Tail find(
            Mark mark, String generation, Map<TopicPartition, Point> points, Map<TopicPartition, TurnPoint> turns) {
        FlowState state = new FlowState(
                "east",
                null,
                mark == null ? Map.of() : Map.of(FRESH, mark),
                List.of(),
                Map.of(),
                new SwitchedGeneration(1, generation, true, List.of(), true, List.of(), NOW),
                0);
        TailFacts facts = new TailFacts(
                state,
                new FailoverPoints(points),
                Map.of(),
                Map.of("fresh", new TopicInfo("fresh", "east-id", 1, (short) 1)),
                Map.of("fresh", new TopicInfo("fresh", "west-id", 1, (short) 1)),
                Map.of(),
                Map.of(FRESH, Outcome.known(0L)),
                Map.of(FRESH, Outcome.known(30L)),
                Map.of(FRESH, Outcome.known(30L)),
                turns);
        return new TailFinder(facts, asked -> new Ends(7, 7)).tail(FRESH, FRESH);
    }
}
