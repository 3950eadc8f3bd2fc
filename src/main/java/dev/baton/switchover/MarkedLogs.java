package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.state.Mark;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a Baton mirror's marks prove of logs of the source whose ends stand still: {@code coveredTo} reaches the end. A mark
 * proves nothing of a topic that was made anew on either side since, nor where the target lost what the mark speaks of. Pure.
 *
 * @param settled where the logs end, by their names on the source
 * @param stable their last stable offsets
 * @param marks by the names on the source; those of other topics do not matter
 * @param sourceIds topic ids on the source, by topic
 * @param targetIds topic ids on the target, by topic
 * @param targetEnds ends of the target's logs, read after the marks
 */
record MarkedLogs(
        Map<TopicPartition, Long> settled,
        Map<TopicPartition, Long> stable,
        Map<TopicPartition, Mark> marks,
        Map<String, String> sourceIds,
        Map<String, String> targetIds,
        Map<TopicPartition, Long> targetEnds) {

    MarkedLogs {
        settled = ByPartition.copy(settled);
        stable = ByPartition.copy(stable);
        marks = ByPartition.copy(marks);
        targetEnds = ByPartition.copy(targetEnds);
    }

    /** The logs of which no mark tells. */
    Map<TopicPartition, Long> unmarked() {
        return settled.entrySet().stream()
                .filter(log -> mark(log.getKey()) == null)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How far those are copied of which one tells; it changes as long as the mirror comes forward. */
    Map<TopicPartition, Long> progress() {
        return marked().stream()
                .collect(Collectors.toMap(
                        p -> p, p -> Objects.requireNonNull(mark(p)).coveredTo()));
    }

    /** Logs of which a mark tells, and that are not on the target in full, each with why. */
    Map<TopicPartition, String> open() {
        Map<TopicPartition, String> open = new TreeMap<>(ByPartition.ORDER);
        for (TopicPartition partition : marked()) {
            String missing = missing(partition, Objects.requireNonNull(mark(partition)));
            if (missing != null) {
                open.put(partition, missing);
            }
        }
        return open;
    }

    private Set<TopicPartition> marked() {
        return settled.keySet().stream().filter(p -> mark(p) != null).collect(Collectors.toSet());
    }

    private @Nullable Mark mark(TopicPartition partition) {
        Mark mark = marks.get(partition);
        boolean same = mark != null
                && mark.sourceTopicId().equals(sourceIds.get(partition.topic()))
                && mark.targetTopicId().equals(targetIds.get(mark.targetTopic()));
        return same ? mark : null;
    }

    private @Nullable String missing(TopicPartition partition, Mark mark) {
        long end = settled.getOrDefault(partition, 0L);
        Long there = targetEnds.get(mark.targetPartition());
        if (there == null || there < mark.targetOffset()) {
            return "the target's log ends at " + (there == null ? "an unknown offset" : there) + ", below "
                    + mark.targetOffset() + ", to which it was mirrored";
        }
        if (mark.coveredTo() >= end) {
            return null;
        }
        long decided = stable.getOrDefault(partition, end);
        return decided < end
                ? "an open transaction begins at " + decided + " of " + end
                : "mirrored to " + mark.coveredTo() + " of " + end;
    }
}
