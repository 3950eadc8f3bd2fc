package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.TurnPoint;
import dev.baton.translate.Translation.AtMost;
import dev.baton.translate.Translation.Exact;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A flow that was turned round: 1,000 records on both clusters, the last one at 990 and markers behind it; then 42 offsets that
 * only the target holds; then what the source has had since.
 */
class TurnedFlowTest {
    private static final TurnPoint TURN =
            new TurnPoint("orders", 0, "s", "t", "switch", 1_000, 991, 1_000, 1_042, 40, 0, null);
    private static final OffsetMap BEFORE = OffsetMap.of(List.of(new Run(0, 0)));
    private static final OffsetMap GROWN = OffsetMap.of(List.of(new Run(0, 0), new Run(1_003, 1_043)));

    @Test
    void shouldSkipTheTailWhereTheGroupHasReadAllThatBothHold() {
        for (long committed : List.of(991L, 995L, 1_000L)) {
            assertThat(translate(committed, BEFORE, 1_000, 1_042))
                    .as("" + committed)
                    .isInstanceOf(Exact.class);
            assertThat(translate(committed, BEFORE, 1_000, 1_042).targetOrNull())
                    .isEqualTo(1_042);
        }
    }

    @Test
    void shouldSkipTheTailAlsoOnceTheFlowBackHasCopiedMore() {
        for (long committed : List.of(991L, 1_000L, 1_002L)) {
            Translation answer = translate(committed, GROWN, 1_500, 1_540);
            assertThat(answer).as("" + committed).isInstanceOf(Exact.class);
            assertThat(answer.targetOrNull()).isBetween(1_042L, 1_043L);
        }
        assertThat(translate(1_100, GROWN, 1_500, 1_540).targetOrNull()).isEqualTo(1_140);
    }

    @Test
    void shouldReadTheTailAtMostWhereTheGroupStandsBeforeIt() {
        // When
        Translation answer = translate(500, GROWN, 1_500, 1_540);

        // Then
        assertThat(answer).isInstanceOf(AtMost.class);
        assertThat(answer.targetOrNull()).isEqualTo(500);
        assertThat(((AtMost) answer).rereadAtMost()).isEqualTo(42);
    }

    private static Translation translate(long committed, OffsetMap map, long coveredTo, long end) {
        Evidence evidence = new Evidence.Mirrored(map, coveredTo, end, 0, TURN);
        return Translator.translate(
                        new Question(committed, new LogRange(0, 1_500), new LogRange(0, 2_000), List.of(evidence)))
                .translation();
    }
}
