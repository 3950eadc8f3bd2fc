package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Leader;
import dev.baton.wire.LogEnds.Ends;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettledEndsTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Leader ONE = new Leader(new Node(1, "localhost", 1), 4);
    private static final Leader TWO = new Leader(new Node(2, "localhost", 2), 5);

    @Test
    void shouldTakeTheEndWhenAllIsReplicated() {
        assertThat(await(ends(ONE, 20, 20L))).isEqualTo(20);
    }

    @Test
    void shouldWaitUntilWhatTheLeaderHeldFirstIsReplicated() {
        assertThat(await(ends(ONE, 20, 10L), ends(ONE, 20, null), ends(ONE, 20, 20L)))
                .isEqualTo(20);
    }

    @Test
    void shouldNotCountWhatApplicationsWriteMeanwhile() {
        assertThat(await(ends(ONE, 20, 10L), ends(ONE, 30, 15L), ends(ONE, 40, 25L)))
                .isEqualTo(20);
    }

    @Test
    void shouldAskANewLeaderAnewWhenTheOldOneIsGoneWithWhatWasNotReplicated() {
        assertThat(await(ends(ONE, 20, 10L), Map.of(), ends(TWO, 12, 12L))).isEqualTo(12);
    }

    @Test
    void shouldRefuseAndNameThePartitionWhenItIsNotReplicatedInTime() {
        assertThatThrownBy(() -> await(ends(ONE, 20, 10L))).isInstanceOfSatisfying(BatonException.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(refusal.inFull())
                    .isEqualTo("after 1 s it is not sure where the mirrored records end, in t-0: its leader,"
                            + " broker 1, has it up to 20, and it is replicated up to 10; bring the brokers that"
                            + " follow there back, then go on with: baton switch resume ID; or, where they will not come"
                            + " back, with --accept-unreplicated");
        });
    }

    @Test
    void shouldRefuseWhenTheLeaderDoesNotAnswerInTime() {
        assertThatThrownBy(() -> await(Map.of()))
                .hasMessageContaining("t-0: its leader does not say where the log ends");
    }

    @Test
    void shouldTakeTheLeadersWordAndSaySoWhenThatIsAccepted() {
        assertThat(settled(true, List.of(ends(ONE, 20, 10L), ends(ONE, 25, 10L))))
                .isEqualTo(new SettledEnds.Settled(
                        Map.of(PARTITION, 20L),
                        "t-0: its leader, broker 1, has it up to 25, and it is replicated up to 10"));
    }

    @Test
    void shouldRefuseAllTheSameWhenNoLeaderHasSaidAnything() {
        assertThatThrownBy(() -> settled(true, List.of(Map.of())))
                .hasMessageContaining("t-0: its leader does not say where the log ends");
    }

    @SafeVarargs
    private static long await(Map<TopicPartition, Ends>... looks) {
        SettledEnds.Settled settled = settled(false, List.of(looks));
        assertThat(settled.unreplicated()).isEmpty();
        return settled.offsets().getOrDefault(PARTITION, -1L);
    }

    /** What is said last is said from then on. */
    private static SettledEnds.Settled settled(boolean acceptUnreplicated, List<Map<TopicPartition, Ends>> looks) {
        Deque<Map<TopicPartition, Ends>> answers = new ArrayDeque<>(looks);
        SettledEnds ends = new SettledEnds(
                partitions -> answers.size() > 1 ? answers.remove() : answers.element(),
                Clock.systemUTC(),
                Duration.ofSeconds(1),
                acceptUnreplicated);
        return ends.await(List.of(PARTITION), () -> {});
    }

    private static Map<TopicPartition, Ends> ends(Leader leader, long end, @Nullable Long highWatermark) {
        return Map.of(PARTITION, new Ends(leader, end, highWatermark));
    }
}
