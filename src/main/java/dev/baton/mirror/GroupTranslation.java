package dev.baton.mirror;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the commits of groups are on the target, by what is mirrored. Used by one thread. */
interface GroupTranslation {

    /**
     * Makes ready to translate commits of those partitions, which were read before.
     *
     * @param moved topics of the source that some of these commits are not as they were last recorded for
     */
    void prepare(Collection<TopicPartition> partitions, Set<String> moved);

    /**
     * The offset on the target; null where that cannot be said now.
     *
     * @param topic as it is on both sides now: what was mirrored of another topic of its name says nothing of this one
     */
    @Nullable
    Translated translate(MirroredTopic topic, TopicPartition partition, long committed);

    /**
     * Whether a commit for that partition may be one for another topic than was mirrored under that name: the source's was
     * deleted and made anew. Such a commit is no progress in what the target has.
     */
    default boolean isOfAnotherTopic(MirroredTopic topic, TopicPartition partition) {
        return false;
    }

    /**
     * Those partitions of the source of which it is not certain that all records below the given offset are on the target; from
     * any thread.
     */
    List<TopicPartition> uncovered(Map<TopicPartition, Long> ends);

    /**
     * An offset of the target.
     *
     * @param current false where it rests on an old word of another process, and may come out lower than it did before
     */
    record Translated(long offset, boolean current) {}
}
