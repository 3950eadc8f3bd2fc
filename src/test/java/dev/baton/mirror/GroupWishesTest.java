package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.translate.Copies;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupWishesTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    /** The partition is another process's, whose mark may be old. */
    @Test
    void shouldHoldWhatWasSaidBeforeWhenTheTranslationIsOldAndTheTopicIsTheSame() {
        // Given
        GroupSnapshot before = snapshot(650, 700, Map.of("t", "T"));
        // Then
        assertThat(wish(660, said(400L, false), before).intended()).containsExactly(commit(700));
        assertThat(wish(640, said(400L, false), before).intended()).containsExactly(commit(400));
    }

    @Test
    void shouldForgetWhatWasSaidOfATopicThatTheTargetHasNotAnyMore() {
        // Given
        GroupSnapshot before = snapshot(650, 700, Map.of("t", "OLD"));
        // When
        GroupSnapshot wish = wish(650, said(400L, false), before);
        // Then
        assertThat(wish.intended()).containsExactly(commit(400));
        assertThat(wish.targetTopicIds()).isEqualTo(Map.of("t", "T"));
    }

    @Test
    void shouldHoldWhatWasSaidWhenAnEarlierVersionRecordedItWithoutTheTopicsId() {
        assertThat(wish(650, said(400L, false), snapshot(650, 700, null)).intended())
                .containsExactly(commit(700));
    }

    @Test
    void shouldKnowWhatItPutThereAndCommitItNoMoreWhenTheTopicOfTheTargetWasMadeAnew() {
        // Given
        GroupSnapshot before = snapshot(650, 700, Map.of("t", "OLD"));
        // When nothing is mirrored to the new one, twice
        GroupSnapshot once = wish(660, said(null, false), before);
        GroupSnapshot twice = wish(660, said(null, false), once);
        // Then
        assertThat(twice.intended()).isEmpty();
        assertThat(twice.previous()).containsExactly(commit(700));
        GroupDecision later = GroupDecision.of(
                wish(660, said(400L, false), twice),
                List.of(twice),
                Map.of(PARTITION, CommittedOffset.of(700, "")),
                false);
        assertThat(later.commits()).containsExactly(commit(400));
    }

    @Test
    void shouldLeaveAllAsItWasWhenTheTopicOfTheSourceWasMadeAnew() {
        // Given
        GroupSnapshot before = snapshot(900, 900, Map.of("t", "T"));
        // When
        GroupSnapshot wish = wish(10, said(null, true), before);
        // Then
        assertThat(wish.commits()).containsExactly(commit(900));
        assertThat(wish.intended()).containsExactly(commit(900));
    }

    @Test
    void shouldRecordNothingOfAGroupThatReadsAloneATopicThatWasMadeAnew() {
        assertThat(wishes(said(null, true)).of("g", Instant.EPOCH, at(10), null, false))
                .isEmpty();
    }

    private static GroupSnapshot wish(long committed, GroupTranslation translation, GroupSnapshot before) {
        return wishes(translation)
                .of("g", Instant.EPOCH, at(committed), before, false)
                .orElseThrow();
    }

    private static GroupWishes wishes(GroupTranslation translation) {
        return new GroupWishes(translation, new OneTopic(), new Copies(null));
    }

    private static Map<TopicPartition, CommittedOffset> at(long offset) {
        return Map.of(PARTITION, CommittedOffset.of(offset, ""));
    }

    private static Commit commit(long offset) {
        return new Commit("t", 0, offset, "");
    }

    private static GroupSnapshot snapshot(long commit, long intended, @Nullable Map<String, String> ids) {
        return new GroupSnapshot(
                "g", Instant.EPOCH, List.of(commit(commit)), List.of(commit(intended)), List.of(), false, ids);
    }

    private static GroupTranslation said(@Nullable Long offset, boolean another) {
        return new Said(offset, another);
    }

    /** An old word of another process. */
    private record Said(@Nullable Long offset, boolean another) implements GroupTranslation {
        @Override
        public void prepare(Collection<TopicPartition> partitions, Set<String> moved) {}

        @Override
        public @Nullable Translated translate(MirroredTopic topic, TopicPartition partition, long committed) {
            return offset == null ? null : new Translated(offset, false);
        }

        @Override
        public boolean isOfAnotherTopic(MirroredTopic topic, TopicPartition partition) {
            return another;
        }

        @Override
        public List<TopicPartition> uncovered(Map<TopicPartition, Long> ends) {
            return List.of();
        }
    }

    private record OneTopic() implements FlowTopics {
        @Override
        public Set<Integer> shards() {
            return Set.of();
        }

        @Override
        public Optional<MirroredTopic> topic(String source) {
            return Optional.of(new MirroredTopic("t", "S", "t", "T", 1, false, 1_000_000, false));
        }

        @Override
        public List<TopicPartition> allPartitions() {
            return List.of(PARTITION);
        }
    }
}
