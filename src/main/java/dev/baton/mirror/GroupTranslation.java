package dev.baton.mirror;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the commits of groups are on the target, by what is mirrored. Used by one thread. */
interface GroupTranslation {

    /** Makes ready to translate commits of those partitions. */
    void prepare(Collection<TopicPartition> partitions);

    /** The offset on the target; null where that cannot be said now. */
    @Nullable
    Translated translate(TopicPartition partition, long committed);

    /** Those partitions of the source of which records below the given offset are not on the target yet. */
    List<TopicPartition> uncovered(Map<TopicPartition, Long> ends);

    /** Whether all records below the given offsets of the source are on the target. */
    default boolean covers(Map<TopicPartition, Long> ends) {
        return uncovered(ends).isEmpty();
    }

    /**
     * An offset of the target.
     *
     * @param current false where it rests on an old word of another process, and may come out lower than it did before
     */
    record Translated(long offset, boolean current) {}
}
