package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupDecisionTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void shouldCommitWhenTheTargetHasNone() {
        assertThat(decide(wanted(10), null, Map.of()).commits()).containsExactly(commit(10));
    }

    @Test
    void shouldCommitInEitherDirectionWhenTheTargetHasWhatBatonPutThere() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        assertThat(decide(wanted(5), last, at(10)).commits()).containsExactly(commit(5));
        assertThat(decide(wanted(15), last, at(10)).commits()).containsExactly(commit(15));
    }

    @Test
    @Trap("35")
    void shouldLeaveForeignProgressAlone() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        GroupDecision decision = decide(wanted(15), last, at(12));
        assertThat(decision.commits()).isEmpty();
        assertThat(decision.foreign()).containsExactly(commit(15));
    }

    @Test
    void shouldRecogniseItsOwnCommitWhenKilledBetweenRecordingAndCommitting() {
        // Given 10 is on the target, 20 was recorded and not committed
        GroupSnapshot first = decide(wanted(10), null, Map.of()).snapshot();
        GroupSnapshot recorded = decide(wanted(20), first, at(10)).snapshot();
        // When
        GroupDecision again = decide(wanted(30), recorded, at(10));
        // Then
        assertThat(again.commits()).containsExactly(commit(30));
        assertThat(again.foreign()).isEmpty();
    }

    @Test
    void shouldCommitNothingWhenItPutItThereAlready() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        GroupDecision decision = decide(wanted(10), last, at(10));
        assertThat(decision.commits()).isEmpty();
        assertThat(decision.snapshot().intended()).containsExactly(commit(10));
    }

    /** Applications that run there commit their progress, and it may be just where the old ones stopped. */
    @Test
    void shouldNotTakeForItsOwnWhatSomebodyElseCommittedAtTheSameOffset() {
        // Given
        GroupDecision same = decide(wanted(10), null, at(10));
        // When the old ones go on
        GroupDecision later = decide(wanted(15), same.snapshot(), at(10));
        // Then
        assertThat(same.commits()).isEmpty();
        assertThat(same.foreign()).isEmpty();
        assertThat(later.commits()).isEmpty();
        assertThat(later.foreign()).containsExactly(commit(15));
    }

    @Test
    @Trap("31")
    void shouldLeaveACommitAloneThatCarriesALeaderEpochSinceBatonNeverCommitsOne() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        CommittedOffset consumer = new CommittedOffset(10, "", 3);
        assertThat(decide(wanted(15), last, Map.of(PARTITION, consumer)).foreign())
                .containsExactly(commit(15));
    }

    @Test
    void shouldLeaveACommitAloneThatCarriesOtherMetadataThanBatonPutThere() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        CommittedOffset somebodys = CommittedOffset.of(10, "mine");
        assertThat(decide(wanted(15), last, Map.of(PARTITION, somebodys)).foreign())
                .containsExactly(commit(15));
    }

    @Test
    void shouldCommitAgainWhenOnlyTheMetadataChanged() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        Commit changed = new Commit("t", 0, 10, "checkpoint 7");
        GroupSnapshot wanted = new GroupSnapshot("g", Instant.EPOCH, List.of(changed), List.of(changed));
        assertThat(decide(wanted, last, at(10)).commits()).containsExactly(changed);
    }

    @Test
    void shouldCommitAgainWhatIsThereWhenItIsToBeRenewedAndNothingOfSomebodyElse() {
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        assertThat(GroupDecision.of(wanted(10), List.of(last), at(10), true).commits())
                .containsExactly(commit(10));
        assertThat(GroupDecision.of(wanted(10), List.of(), at(10), true).commits())
                .isEmpty();
        assertThat(GroupDecision.of(wanted(10), List.of(last), at(12), true).commits())
                .isEmpty();
    }

    /** It had looked before it froze, and did not know yet that it had lost the group. */
    @Test
    void shouldCommitOverWhatALateOwnerPutThereWhenItRecordedThatFirst() {
        // Given
        GroupSnapshot ours = decide(wanted(50), null, Map.of()).snapshot();
        GroupSnapshot late = decide(wanted(11), null, Map.of()).snapshot();
        // When
        GroupDecision decision = GroupDecision.of(wanted(60), List.of(ours, late), at(11), false);
        // Then
        assertThat(decision.commits()).containsExactly(commit(60));
        assertThat(decision.foreign()).isEmpty();
    }

    @Test
    void shouldKnowItsOwnCommitAgainWhenTheGroupsCommitOnTheSourceWasAwayMeanwhile() {
        // Given
        GroupSnapshot last = decide(wanted(10), null, Map.of()).snapshot();
        GroupSnapshot without = new GroupSnapshot("g", Instant.EPOCH, List.of(), List.of());
        // When
        GroupSnapshot once = decide(without, last, at(10)).snapshot();
        GroupSnapshot twice = decide(without, once, at(10)).snapshot();
        // Then
        assertThat(decide(wanted(3), twice, at(10)).commits()).containsExactly(commit(3));
    }

    /** A coordinator without its replicas: what it took shows later, and nobody knows of it meanwhile. */
    @Test
    void shouldKnowItsOwnCommitAgainWhenItShowsAfterAnotherWasTried() {
        for (Map<TopicPartition, CommittedOffset> before : List.of(Map.<TopicPartition, CommittedOffset>of(), at(8))) {
            // Given
            GroupSnapshot put = decide(wanted(8), null, Map.of()).snapshot();
            GroupSnapshot first = decide(wanted(10), put, before).snapshot();
            GroupSnapshot second = decide(wanted(12), first, before).snapshot();
            // When
            GroupDecision later = decide(wanted(14), second, at(10));
            // Then
            assertThat(later.foreign()).isEmpty();
            assertThat(later.commits()).containsExactly(commit(14));
            assertThat(decide(wanted(16), later.snapshot(), at(12)).foreign()).isEmpty();
        }
    }

    @Test
    void shouldForgetWhatItTriedWhenWhatItTriedLastShowsOrSomebodyElsesDoes() {
        // Given
        GroupSnapshot first = decide(wanted(10), null, Map.of()).snapshot();
        GroupSnapshot second = decide(wanted(12), first, Map.of()).snapshot();
        // When
        GroupSnapshot shown = decide(wanted(14), second, at(12)).snapshot();
        GroupSnapshot foreign = decide(wanted(14), second, at(11)).snapshot();
        // Then
        assertThat(shown.previous()).containsExactly(commit(12));
        assertThat(foreign.previous()).isEmpty();
        assertThat(decide(wanted(14), shown, at(10)).foreign()).containsExactly(commit(14));
    }

    @Test
    void shouldRememberWhatItTriedLastAndWhatIsThereWhenItTriesOftenInVain() {
        // Given
        GroupSnapshot last = decide(wanted(8), null, Map.of()).snapshot();
        for (int offset = 10; offset < 1_000; offset++) {
            last = decide(wanted(offset), last, at(8)).snapshot();
        }
        // Then
        assertThat(last.previous())
                .hasSize(8)
                .startsWith(commit(998), commit(997))
                .endsWith(commit(8));
    }

    @Test
    void shouldRecordAnewWhenMoreMayBeItsOwnThanWasRecorded() {
        // Given
        GroupSnapshot ours = decide(wanted(50), null, Map.of()).snapshot();
        GroupSnapshot late = decide(wanted(11), null, Map.of()).snapshot();
        // When
        GroupDecision decision = GroupDecision.of(wanted(50), List.of(ours, late), at(50), false);
        // Then
        assertThat(decision.isNews(ours)).isTrue();
        assertThat(decision.isNews(decision.snapshot())).isFalse();
        assertThat(decide(wanted(50), ours, at(50)).isNews(ours)).isFalse();
    }

    private static GroupDecision decide(
            GroupSnapshot wanted, @Nullable GroupSnapshot last, Map<TopicPartition, CommittedOffset> onTarget) {
        return GroupDecision.of(wanted, last == null ? List.of() : List.of(last), onTarget, false);
    }

    private static Map<TopicPartition, CommittedOffset> at(long offset) {
        return Map.of(PARTITION, CommittedOffset.of(offset, ""));
    }

    private static GroupSnapshot wanted(long offset) {
        return new GroupSnapshot("g", Instant.EPOCH, List.of(commit(offset)), List.of(commit(offset)));
    }

    private static Commit commit(long offset) {
        return new Commit("t", 0, offset, "");
    }
}
