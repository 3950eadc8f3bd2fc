package dev.baton.mirror;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the commits of groups are on the target, by what is mirrored. Thread-safe. */
interface GroupTranslation {

    /** The offset on the target; null where that cannot be said now. */
    @Nullable
    Long translate(TopicPartition partition, long committed);

    /** Those partitions of the source of which records below the given offset are not on the target yet. */
    List<TopicPartition> uncovered(Map<TopicPartition, Long> ends);

    /** Whether all records below the given offsets of the source are on the target. */
    default boolean covers(Map<TopicPartition, Long> ends) {
        return uncovered(ends).isEmpty();
    }
}
