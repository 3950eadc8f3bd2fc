package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RemainingTest {
    private static final TopicPartition ONE = new TopicPartition("orders", 0);
    private static final TopicPartition TWO = new TopicPartition("orders", 1);
    private static final TopicPartition OTHER = new TopicPartition("payments", 0);

    private final Remaining goal = new Remaining(Map.of(ONE, 10L, TWO, 20L, OTHER, 30L), Map.of(TWO, 25L));

    @Test
    void shouldBeAllAtFirst() {
        assertThat(goal.open()).containsExactlyInAnyOrder(ONE, TWO, OTHER);
        assertThat(goal.abandoned()).isEmpty();
    }

    @Test
    void shouldNotWaitForWhatNobodyMirrorsAnyMoreAndKnowThatItWasNotAll() {
        // When
        goal.abandon(List.of(ONE, TWO));
        // Then
        assertThat(goal.ends()).containsOnlyKeys(OTHER);
        assertThat(goal.open()).containsExactly(OTHER);
        assertThat(goal.abandoned()).isEqualTo(Map.of("orders", 2));
    }

    @Test
    void shouldMissNothingOfATopicThatWentWhenItWasCoveredBefore() {
        // Given
        goal.open(List.of(OTHER));
        // When
        goal.abandon(List.of(ONE));
        goal.open(List.of());
        goal.abandon(List.of(OTHER));
        // Then
        assertThat(goal.ends()).containsOnlyKeys(TWO);
        assertThat(goal.abandoned()).isEmpty();
    }

    @Test
    void shouldWaitAgainForAPartitionWhoseTargetLostWhatItHad() {
        // Given
        goal.open(List.of());
        // When
        goal.open(List.of(TWO));
        // Then
        assertThat(goal.open()).containsExactly(TWO);
    }

    @Test
    void shouldWantWhatIsDecidedOfALogAsFarAsItWentAtTheStart() {
        // When
        goal.decided(TWO, 22);
        // Then
        assertThat(goal.ends()).containsEntry(TWO, 22L);
        assertThat(goal.undecided()).containsExactly(TWO);
        // When
        goal.decided(TWO, 99);
        goal.decided(ONE, 99);
        // Then
        assertThat(goal.ends()).containsEntry(TWO, 25L).containsEntry(ONE, 10L);
        assertThat(goal.undecided()).isEmpty();
    }

    @Test
    void shouldNotWaitForADecisionOfWhatNobodyMirrorsAnyMore() {
        // When
        goal.abandon(List.of(TWO));
        goal.decided(TWO, 99);
        // Then
        assertThat(goal.ends()).doesNotContainKey(TWO);
        assertThat(goal.undecided()).isEmpty();
    }
}
