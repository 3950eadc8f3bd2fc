package dev.baton.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GroupCheckTest {
    private final Story story = new Story();

    @Test
    void shouldHoldWhenOnlyUnseenCommitsAreReadAgain() {
        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
        assertThat(outcome.reread()).isEqualTo(2);
        assertThat(outcome.bound()).isEqualTo(4);
        assertThat(outcome.unseen()).isEqualTo(Duration.ofSeconds(6));
        assertThat(outcome.distance()).isEqualTo(4);
    }

    @Test
    void shouldHoldWhenAGroupHadStoppedAtItsCommit() {
        // Given
        story.forget(Site.ACTIVE, 4);
        story.forget(Site.ACTIVE, 5);

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
        assertThat(outcome.reread()).isZero();
        assertThat(outcome.unseen()).isZero();
    }

    @Test
    void shouldFailWhenAMirroredRecordWasNeverProcessed() {
        // Given
        story.forget(Site.PASSIVE, 6);

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.skipped()).hasToString("1 (r6 at orders-0@6)");
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenARecordBelowTheSeenCommitRanTwice() {
        // Given
        story.process(Site.PASSIVE, 3);

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.twiceBelow()).hasToString("1 (r3 at orders-0@3, commit 4)");
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenARecordRanTwiceOnThePassiveCluster() {
        // Given
        story.process(Site.PASSIVE, 7);

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.repeated().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenAnAbortedRecordWasProcessed() {
        // Given
        story.aborted.add("r20");
        story.process(Site.PASSIVE, 20);

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.aborted().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenMoreIsReadAgainThanStated() {
        // Given
        story.stated.put(Story.ORDERS, new Bound(4L, 4L, "exact", 0L, 1L));

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.beyond()).hasToString("1 (orders-0: 2, stated 1)");
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenRecordsAreReadAgainAndNothingWasStated() {
        // Given
        story.stated.put(Story.ORDERS, new Bound(4L, 4L, "exact", 0L, null));

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.beyond().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenBatonSpokeOfAnotherCommitThanTheMirrorHadSeen() {
        // Given
        story.stated.put(Story.ORDERS, new Bound(3L, 3L, "exact", 0L, 5L));

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.misread().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenBatonSaidNothingOfAPartition() {
        // Given
        story.stated.clear();

        // When
        GroupOutcome outcome = story.group();

        // Then
        assertThat(outcome.misread().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }
}
