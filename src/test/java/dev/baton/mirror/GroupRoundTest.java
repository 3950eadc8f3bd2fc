package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupRoundTest {
    private static final GroupRound ROUND = new GroupRound(
            1, Instant.EPOCH, Map.of(), true, Map.of(new TopicPartition("tmp", 0), 10L), Map.of("tmp", "TMP"));

    private static final TopicPartition PARTITION = new TopicPartition("tmp", 0);

    @Test
    void shouldWaitForRecordsAsLongAsTheTopicIsTheSame() {
        assertThat(ROUND.unmirrored(new Topics("TMP", 2, true))).isEmpty();
    }

    /** Where such a partition stood still, nothing would ever be carried again. */
    @Test
    void shouldNotWaitForRecordsOfATopicThatIsGoneOrMadeAnewOrSwitched() {
        assertThat(ROUND.unmirrored(new Topics("ANOTHER", 1, true))).containsExactly(PARTITION);
        assertThat(ROUND.unmirrored(new Topics("TMP", 0, true))).containsExactly(PARTITION);
        assertThat(ROUND.unmirrored(new Topics("TMP", 2, false))).containsExactly(PARTITION);
    }

    private record Topics(String sourceId, int partitions, boolean awaited) implements FlowTopics {
        @Override
        public Set<Integer> shards() {
            return Set.of();
        }

        @Override
        public Optional<MirroredTopic> topic(String source) {
            return Optional.of(
                    new MirroredTopic("tmp", sourceId, "tmp", "T", partitions, null, Starts.CONFIGS, false, null));
        }

        @Override
        public boolean isAwaited(String source) {
            return awaited;
        }
    }
}
