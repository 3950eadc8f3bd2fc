package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.testkit.Trap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnchorTimesTest {
    private static final TopicPartition A0 = new TopicPartition("a", 0);
    private static final TopicPartition A1 = new TopicPartition("a", 1);
    private static final TopicPartition B0 = new TopicPartition("b", 0);
    private static final TopicPartition C0 = new TopicPartition("c", 0);

    private final Map<TopicPartition, BatonException> failures = new HashMap<>();
    private final List<TopicPartition> asked = new ArrayList<>();
    private int connections;

    @Test
    void shouldAskEachPartitionOnceForAllGroups() {
        // When
        Map<TopicPartition, Outcome<Map<String, Long>>> times =
                of(Map.of(A0, Map.of("x", 1L, "y", 2L), B0, Map.of("x", 0L)));
        // Then
        assertThat(times.get(A0).orThrow()).isEqualTo(Map.of("x", 10L, "y", 20L));
        assertThat(times.get(B0).orThrow()).as("no record before it").isEmpty();
        assertThat(asked).containsExactly(A0, B0);
        assertThat(connections).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAUTHORISED", "INCOMPLETE"})
    @Trap("g")
    void shouldLoseTheTimesOfOneTopicAloneWhenItMayNotBeRead(FailureKind kind) {
        // Given
        failures.put(A0, new BatonException(kind, "not a"));
        // When
        Map<TopicPartition, Outcome<Map<String, Long>>> times = of(everything());
        // Then
        assertFailed(times.get(A0), "not a");
        assertFailed(times.get(A1), "not a");
        assertThat(times.get(B0).orThrow()).containsEntry("x", 10L);
        assertThat(times.get(C0).orThrow()).containsEntry("x", 10L);
        assertThat(connections)
                .as("what one was refused does not come up in the next")
                .isEqualTo(2);
    }

    @Test
    @Trap("a")
    void shouldKeepWhatWasFoundWhenTheSourceAnswersNoMore() {
        // Given
        failures.put(B0, new BatonException(FailureKind.UNREACHABLE, "no answer within 5 s"));
        // When
        Map<TopicPartition, Outcome<Map<String, Long>>> times = of(everything());
        // Then
        assertThat(times.get(A0).orThrow()).containsEntry("x", 10L);
        assertThat(times.get(A1).orThrow()).containsEntry("x", 10L);
        assertFailed(times.get(B0), "no answer within 5 s");
        assertFailed(times.get(C0), "no answer within 5 s");
        assertThat(asked).containsExactly(A0, A1, B0);
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERRUPTED", "UNEXPECTED"})
    void shouldThrowOnWhatIsNoAnswer(FailureKind kind) {
        // Given
        failures.put(A1, new BatonException(kind, "stop"));
        // Then
        assertThatThrownBy(() -> of(everything()))
                .isInstanceOf(BatonException.class)
                .hasMessage("stop");
    }

    private static Map<TopicPartition, Map<String, Long>> everything() {
        Map<String, Long> one = Map.of("x", 1L);
        return Map.of(A0, one, A1, one, B0, one, C0, one);
    }

    private Map<TopicPartition, Outcome<Map<String, Long>>> of(Map<TopicPartition, Map<String, Long>> commits) {
        return new AnchorTimes(Played::new).of(commits);
    }

    private static void assertFailed(Outcome<Map<String, Long>> outcome, String why) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThatThrownBy(outcome::orThrow).hasMessage(why);
    }

    /** Each partition has the times 10, 20 and 30; some fail. */
    private final class Played implements AnchorTimes.Source {
        Played() {
            connections++;
        }

        @Override
        public TimedLog log(TopicPartition partition) {
            asked.add(partition);
            BatonException failure = failures.get(partition);
            if (failure != null) {
                throw failure;
            }
            return new KnownTimes(10, 20, 30);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
