package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupDecisionTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void shouldCommitWhenTheTargetHasNone() {
        assertThat(GroupDecision.of(wanted(10), null, Map.of()).commits()).containsExactly(commit(10));
    }

    @Test
    void shouldCommitInEitherDirectionWhenTheTargetHasWhatBatonPutThere() {
        GroupSnapshot last = GroupDecision.of(wanted(10), null, Map.of()).snapshot();
        assertThat(GroupDecision.of(wanted(5), last, Map.of(PARTITION, 10L)).commits())
                .containsExactly(commit(5));
        assertThat(GroupDecision.of(wanted(15), last, Map.of(PARTITION, 10L)).commits())
                .containsExactly(commit(15));
    }

    @Test
    void shouldLeaveForeignProgressAlone() {
        GroupSnapshot last = GroupDecision.of(wanted(10), null, Map.of()).snapshot();
        GroupDecision decision = GroupDecision.of(wanted(15), last, Map.of(PARTITION, 12L));
        assertThat(decision.commits()).isEmpty();
        assertThat(decision.foreign()).containsExactly(commit(15));
    }

    @Test
    void shouldRecogniseItsOwnCommitWhenKilledBetweenRecordingAndCommitting() {
        // Given 10 is on the target, 20 was recorded and not committed
        GroupSnapshot first = GroupDecision.of(wanted(10), null, Map.of()).snapshot();
        GroupSnapshot recorded =
                GroupDecision.of(wanted(20), first, Map.of(PARTITION, 10L)).snapshot();
        // When
        GroupDecision again = GroupDecision.of(wanted(30), recorded, Map.of(PARTITION, 10L));
        // Then
        assertThat(again.commits()).containsExactly(commit(30));
        assertThat(again.foreign()).isEmpty();
    }

    @Test
    void shouldCommitNothingWhenItIsThereAlready() {
        GroupDecision decision = GroupDecision.of(wanted(10), null, Map.of(PARTITION, 10L));
        assertThat(decision.commits()).isEmpty();
        assertThat(decision.snapshot().intended()).containsExactly(commit(10));
    }

    private static GroupSnapshot wanted(long offset) {
        return new GroupSnapshot("g", Instant.EPOCH, List.of(commit(offset)), List.of(commit(offset)));
    }

    private static Commit commit(long offset) {
        return new Commit("t", 0, offset, "");
    }
}
