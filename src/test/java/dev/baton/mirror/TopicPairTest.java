package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicPairTest {
    private static final TopicInfo SOURCE = new TopicInfo("t", "S", 3, (short) 1);
    private static final TopicInfo TARGET = new TopicInfo("e.t", "T", 2, (short) 1);
    private static final MarkedTopic MIRRORED = marked(1, new MarkedTopic.Ids("S", "T"));
    private static final MarkedTopic OF_ANOTHER_SOURCE = marked(1, new MarkedTopic.Ids("S0", "T"));
    private static final MarkedTopic TO_ANOTHER_TARGET = marked(1, new MarkedTopic.Ids("S", "T0"));
    private static final Outcome<Long> EMPTY = Outcome.known(0L);
    private static final Outcome<Long> FULL = Outcome.known(7L);
    private static final Outcome<Long> UNREAD =
            Outcome.failed(new BatonException(FailureKind.UNREACHABLE, "no leader"));

    @Test
    void shouldBeTheCopyWhereItWasJustCreated() {
        TopicPair pair = new TopicPair(SOURCE, TARGET, true, TO_ANOTHER_TARGET, false, false);
        assertThat(pair.needsEnds()).isFalse();
        assertThat(pair.refusal(Map.of())).isNull();
    }

    @Test
    void shouldBeTheCopyWhereAMarkHasBothIds() {
        MarkedTopic begunAnew = marked(2, new MarkedTopic.Ids("S0", "T0"), new MarkedTopic.Ids("S", "T"));
        for (MarkedTopic marked : new MarkedTopic[] {MIRRORED, begunAnew}) {
            assertThat(pair(marked).needsEnds()).isFalse();
            assertThat(pair(marked).refusal(Map.of())).isNull();
        }
    }

    /** Each of the ids is there, of two lives of the topics. */
    @Test
    void shouldBeNoCopyWhereNoMarkHasBothIds() {
        TopicPair pair = pair(marked(2, new MarkedTopic.Ids("S0", "T"), new MarkedTopic.Ids("S", "T0")));
        assertThat(pair.needsEnds()).isFalse();
        assertRefused(pair.refusal(ends(EMPTY, EMPTY)), "topic e.t was deleted and made anew on the target");
    }

    @Test
    void shouldNameTheSideOnWhichATopicWasMadeAnewAndTheRemedy() {
        assertRefused(
                pair(OF_ANOTHER_SOURCE).refusal(Map.of()),
                "topic t was deleted and made anew on the source: its id was S0 and is S; mirror it under another name, or,"
                        + " to mirror it anew, delete topic e.t on the target, then run baton mirror --remirror t");
        assertRefused(
                pair(TO_ANOTHER_TARGET).refusal(Map.of()),
                "topic e.t was deleted and made anew on the target: its id was T0 and is T; to mirror it anew,"
                        + " run baton mirror --remirror t");
    }

    @Test
    void shouldBeTheCopyOfWhatWasNeverMirroredOnlyWhereAllPartitionsAreEmpty() {
        assertThat(pair(null).needsEnds()).isTrue();
        assertThat(pair(null).refusal(ends(EMPTY, EMPTY))).isNull();
        for (Outcome<Long> other : Set.of(EMPTY, UNREAD)) {
            assertRefused(
                    pair(null).refusal(ends(other, FULL)),
                    "topic e.t of the target is not empty and Baton did not fill it; delete it there, or name it in"
                            + " offsets.map");
        }
    }

    @Test
    void shouldNotTakeForEmptyWhatCannotBeRead() {
        for (Map<TopicPartition, Outcome<Long>> ends : Set.of(ends(EMPTY, UNREAD), Map.of(partition(0), EMPTY))) {
            assertThat(pair(null).refusal(ends))
                    .isNotNull()
                    .extracting(BatonException::kind)
                    .isEqualTo(FailureKind.UNREACHABLE);
        }
    }

    @Test
    void shouldBeginBehindRecordsOfSomebodyElseOnlyWhereThatIsWantedAndNothingWasMirrored() {
        TopicPair pair = new TopicPair(SOURCE, TARGET, false, null, false, true);
        assertThat(pair.needsEnds()).isFalse();
        assertThat(pair.refusal(Map.of())).isNull();
        assertThat(new TopicPair(SOURCE, TARGET, false, OF_ANOTHER_SOURCE, false, true).refusal(Map.of()))
                .isNotNull();
    }

    /** Also where records of somebody else do not matter: what was mirrored before may be the only copy. */
    @Test
    void shouldBeMirroredAnewOnlyWhereAllPartitionsAreEmpty() {
        for (boolean intoOthers : new boolean[] {false, true}) {
            TopicPair pair = new TopicPair(SOURCE, TARGET, false, OF_ANOTHER_SOURCE, true, intoOthers);
            assertThat(pair.needsEnds()).isTrue();
            assertThat(pair.refusal(ends(EMPTY, EMPTY))).isNull();
            assertRefused(pair.refusal(ends(EMPTY, FULL)), "topic t was deleted and made anew on the source");
            assertRefused(pair.refusal(ends(EMPTY, UNREAD)), "topic t was deleted and made anew on the source");
        }
    }

    @Test
    void shouldMirrorNoMorePartitionsThanBothHaveOrThanWereMirroredBefore() {
        assertThat(pair(null).partitions()).isEqualTo(2);
        assertThat(pair(OF_ANOTHER_SOURCE).partitions()).isEqualTo(1);
        assertThat(pair(marked(5, new MarkedTopic.Ids("S0", "T"))).partitions()).isEqualTo(2);
    }

    private static TopicPair pair(@Nullable MarkedTopic marked) {
        return new TopicPair(SOURCE, TARGET, false, marked, false, false);
    }

    private static MarkedTopic marked(int partitions, MarkedTopic.Ids... pairs) {
        return new MarkedTopic(Set.of(pairs), partitions);
    }

    private static Map<TopicPartition, Outcome<Long>> ends(Outcome<Long> first, Outcome<Long> second) {
        return Map.of(partition(0), first, partition(1), second);
    }

    private static TopicPartition partition(int partition) {
        return new TopicPartition("e.t", partition);
    }

    private static void assertRefused(@Nullable BatonException refusal, String words) {
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(refusal.inFull()).contains(words);
    }
}
