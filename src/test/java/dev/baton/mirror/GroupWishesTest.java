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
import java.util.function.Predicate;
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
        GroupSnapshot once =
                decide(wish(660, said(null, false), before), before).snapshot();
        GroupSnapshot twice = decide(wish(660, said(null, false), once), once).snapshot();
        // Then
        assertThat(twice.intended()).isEmpty();
        assertThat(decide(wish(660, said(400L, false), twice), twice).commits()).containsExactly(commit(400));
    }

    /** Without READ on a topic, or before the topics were looked at, nobody can say whose a commit is. */
    @Test
    void shouldGoOnWithWhatItPutThereWhenTheTopicWasNotToBeSeenForAWhile() {
        // Given
        GroupSnapshot before = snapshot(650, 700, Map.of("t", "T"));
        // When it is away, twice
        GroupSnapshot once = decide(wishOfHidden(660, before), before).snapshot();
        GroupSnapshot twice = decide(wishOfHidden(670, once), once).snapshot();
        // Then
        assertThat(twice.commits()).containsExactly(commit(650));
        assertThat(twice.intended()).isEmpty();
        assertThat(decide(wish(680, said(730L, true, false), twice), twice).commits())
                .containsExactly(commit(730));
    }

    @Test
    void shouldKnowNothingOfACommitForATopicThatIsNotOfTheFlow() {
        assertThat(hidden(name -> false).of("g", Instant.EPOCH, at(660), null, false))
                .isEmpty();
    }

    /** The group is asked to read again from 100 while the mark of the process that has the partition is not here yet. */
    @Test
    void shouldFollowAGroupThatWentBackWhileNothingCouldBeSaidOfItsPartition() {
        // Given
        GroupSnapshot before = snapshot(650, 700, Map.of("t", "T"));
        // When
        GroupSnapshot unknown =
                decide(wish(100, said(null, false), before), before).snapshot();
        GroupDecision known = decide(wish(100, said(150L, false), unknown), unknown);
        // Then
        assertThat(unknown.intended()).isEmpty();
        assertThat(known.commits()).containsExactly(commit(150));
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
        return new GroupWishes(translation, new Topics(true), name -> true, new Copies(null));
    }

    private static GroupWishes hidden(Predicate<String> ofFlow) {
        return new GroupWishes(said(null, false), new Topics(false), ofFlow, new Copies(null));
    }

    private static GroupSnapshot wishOfHidden(long committed, GroupSnapshot before) {
        return hidden(name -> true)
                .of("g", Instant.EPOCH, at(committed), before, false)
                .orElseThrow();
    }

    /** What is decided where the target has what was put there first. */
    private static GroupDecision decide(GroupSnapshot wish, GroupSnapshot before) {
        return GroupDecision.of(wish, List.of(before), at(700), false);
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

    /** An old word of another process. */
    private static GroupTranslation said(@Nullable Long offset, boolean another) {
        return said(offset, false, another);
    }

    private static GroupTranslation said(@Nullable Long offset, boolean current, boolean another) {
        return new Said(offset, current, another);
    }

    private record Said(@Nullable Long offset, boolean current, boolean another) implements GroupTranslation {
        @Override
        public void prepare(Collection<TopicPartition> partitions, Set<String> moved) {}

        @Override
        public @Nullable Translated translate(MirroredTopic topic, TopicPartition partition, long committed) {
            return offset == null ? null : new Translated(offset, current);
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

    /** One topic, which is to be seen or not. */
    private record Topics(boolean visible) implements FlowTopics {
        @Override
        public Set<Integer> shards() {
            return Set.of();
        }

        @Override
        public Optional<MirroredTopic> topic(String source) {
            return visible ? Optional.of(Starts.topic("t")) : Optional.empty();
        }

        @Override
        public boolean isAwaited(String source) {
            return true;
        }
    }
}
