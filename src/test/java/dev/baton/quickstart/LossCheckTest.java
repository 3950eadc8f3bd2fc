package dev.baton.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossCheckTest {
    private final Story story = new Story();

    @Test
    void shouldHoldWhenWhatWasKnownIsStatedAndTheOldLogAgrees() {
        // When
        LossCheck.Revived revived = story.revived();

        // Then
        assertThat(story.unstated().none()).isTrue();
        assertThat(revived.holds()).as("%s", revived).isTrue();
        assertThat(revived.onlyThere()).isEqualTo(2);
        assertThat(revived.onlyThereOf()).isEqualTo(Map.of(Story.ORDERS, 2));
    }

    @Test
    void shouldFailWhenARecordWasKnownToBeMissingAndNotStated() {
        // Given
        story.loss = new LossCheck.Statement(0L, Story.START.plusSeconds(9));

        // When
        Faults unstated = story.unstated();

        // Then
        assertThat(unstated.count()).isEqualTo(1);
        assertThat(unstated.toString()).contains("r8");
    }

    @Test
    void shouldNotExpectAStatementOfWhatTheSourceItselfDidNotCountYet() {
        // Given
        story.loss = new LossCheck.Statement(0L, Story.START.plusSeconds(9));
        story.stable = 8;

        // When
        Faults unstated = story.unstated();

        // Then
        assertThat(unstated.none()).isTrue();
    }

    @Test
    void shouldFailWhenALossIsThereAndNothingWasStated() {
        // Given
        story.loss = new LossCheck.Statement(null, null);

        // When
        Faults unstated = story.unstated();

        // Then
        assertThat(unstated.count()).isEqualTo(2);
    }

    @Test
    void shouldCountWhatNoProducerHeardOf() {
        // Given
        story.unresolved.add("r10");
        story.oldLog.add(Story.record(10));

        // When
        LossCheck.Revived revived = story.revived();

        // Then
        assertThat(revived.holds()).as("%s", revived).isTrue();
        assertThat(revived.onlyThere()).isEqualTo(3);
        assertThat(revived.unresolved()).isEqualTo(1);
    }

    @Test
    void shouldFailWhenTheOldClusterLostWhatItPromised() {
        // Given
        story.oldLog.remove(9);

        // When
        LossCheck.Revived revived = story.revived();

        // Then
        assertThat(revived.broken().count()).isEqualTo(1);
        assertThat(revived.holds()).isFalse();
    }

    @Test
    void shouldFailWhenTheOldLogHoldsARecordThatTheLedgerDoesNotKnow() {
        // Given
        story.oldLog.add(Story.record(55));

        // When
        LossCheck.Revived revived = story.revived();

        // Then
        assertThat(revived.unequal().count()).isEqualTo(1);
        assertThat(revived.holds()).isFalse();
    }

    @Test
    void shouldNotCountWhatCompactionMayHaveTaken() {
        // Given
        story.compacted = Set.of("orders");

        // When
        LossCheck.Revived revived = story.revived();

        // Then
        assertThat(revived.holds()).as("%s", revived).isTrue();
        assertThat(revived.onlyThere()).isEqualTo(1);
    }
}
