package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupRoundTest {
    private static final GroupRound ROUND = new GroupRound(
            1, Instant.EPOCH, Map.of(), true, Map.of(new TopicPartition("tmp", 0), 10L), Map.of("tmp", "TMP"));

    @Test
    void shouldWaitForRecordsAsLongAsTheTopicIsTheSame() {
        assertThat(ROUND.isAbout(new Topics("TMP", 2))).isTrue();
    }

    /** Where such a partition stood still, nothing would ever be carried again. */
    @Test
    void shouldNotWaitForRecordsOfATopicThatIsGoneOrMadeAnew() {
        assertThat(ROUND.isAbout(new Topics("ANOTHER", 1))).isFalse();
        assertThat(ROUND.isAbout(new Topics("TMP", 0))).isFalse();
    }

    private record Topics(String sourceId, int partitions) implements FlowTopics {
        @Override
        public Set<Integer> shards() {
            return Set.of();
        }

        @Override
        public Optional<MirroredTopic> topic(String source) {
            return Optional.of(new MirroredTopic("tmp", sourceId, "tmp", "T", partitions, null, 1_000_000, false, null));
        }

        @Override
        public List<TopicPartition> allPartitions() {
            return IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition("tmp", p))
                    .toList();
        }
    }
}
