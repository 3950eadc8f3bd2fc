package dev.baton.failback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.salvage.Tail;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void shouldGoOnBehindTheTailWithWhatIsNewOnTheOtherSide() {
        // Given
        Turn turn = Turn.of(tail(1_000, 990, 1_005, 1_042), OffsetMap.PRESERVED, mark(100), 30, 0);

        // When
        Mark mark = turn.mark(NOW);

        // Then
        assertThat(turn.runs()).containsExactly(new Run(100, 100));
        assertThat(mark.mode()).isEqualTo(Mark.Mode.MAPPED);
        assertThat(mark.sourceOffset()).isEqualTo(1_000);
        assertThat(mark.targetOffset()).isEqualTo(1_042);
        assertThat(mark.coveredTo()).isEqualTo(1_000);
        assertThat(mark.alignedStart()).isEqualTo(100);
        assertThat(mark.topic()).isEqualTo("west-orders");
        assertThat(mark.targetTopic()).isEqualTo("orders");
        assertThat(mark.sourceTopicId()).isEqualTo("west-id");
    }

    @Test
    void shouldTurnTheMapRoundUpToWhatBothHold() {
        // Given: a run was written ahead of records that never came
        OffsetMap map = OffsetMap.of(List.of(new Run(7, 0), new Run(500, 400), new Run(900, 700)));

        // When
        Turn turn = Turn.of(tail(700, 650, 800, 810), map, mark(7), 0, 0);

        // Then
        assertThat(turn.runs()).containsExactly(new Run(0, 7), new Run(400, 500));
        assertThat(turn.point(NOW).tailFrom()).isEqualTo(800);
    }

    @Test
    void shouldBeginWithoutAMapWhereNothingWasMirrored() {
        // Given
        Turn turn = Turn.of(tail(0, 0, 0, 12), OffsetMap.PRESERVED, null, 12, 0);

        // Then
        assertThat(turn.runs()).isEmpty();
        assertThat(turn.mark(NOW).alignedStart()).isZero();
    }

    @Test
    void shouldReleaseWhatCameBackAndNothingElse() {
        // Given
        SwitchedGeneration before =
                new SwitchedGeneration(3, "s", false, List.of("a", "b"), false, List.of("orders", "other"), NOW);
        SwitchedGeneration returned =
                new SwitchedGeneration(1, "t", false, List.of("a"), false, List.of("orders"), NOW);

        // When
        SwitchedGeneration released = Released.from(before, returned, NOW);

        // Then
        assertThat(released.generation()).isEqualTo(4);
        assertThat(released.groups()).containsExactly("b");
        assertThat(released.topics()).containsExactly("other");
        assertThat(released.coversTopic("orders")).isFalse();
    }

    private static Tail tail(long failoverPoint, long copiedTo, long from, long end) {
        return new Tail(
                "orders",
                "west-orders",
                0,
                "east-id",
                "west-id",
                "switch",
                failoverPoint,
                NOW,
                copiedTo,
                from,
                end,
                0,
                end,
                false);
    }

    private static Mark mark(long alignedStart) {
        return new Mark(
                "orders",
                0,
                "west-orders",
                "east-id",
                "west-id",
                Mark.Mode.PRESERVED,
                900,
                900,
                900,
                alignedStart,
                null,
                null,
                null,
                null,
                NOW);
    }
}
