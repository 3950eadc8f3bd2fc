package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What is left of a goal, by partition, from one look to the next. Used by one thread. */
final class Remaining {
    private final Map<TopicPartition, Long> ends;
    /** Where logs ended that were not decided up to there: transactions were open. */
    private final Map<TopicPartition, Long> undecided;

    /** As of the last look: not covered. */
    private Set<TopicPartition> open;
    /** Topics that nobody mirrors any more, with how many of their partitions were not covered before. */
    private final Map<String, Integer> abandoned = new TreeMap<>();

    /**
     * All of it.
     *
     * @param ends where each partition is to be mirrored to: up to there its log was decided
     * @param undecided where those logs ended that went on behind that
     */
    Remaining(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> undecided) {
        this.ends = new PartitionMap<>();
        this.ends.putAll(ends);
        this.undecided = new PartitionMap<>();
        this.undecided.putAll(undecided);
        this.open = PartitionMap.newSet(ends.keySet());
    }

    Map<TopicPartition, Long> ends() {
        return ends;
    }

    /** Waits no longer for partitions that nobody mirrors any more. */
    void abandon(Collection<TopicPartition> unwanted) {
        for (TopicPartition partition : unwanted) {
            ends.remove(partition);
            undecided.remove(partition);
            if (open.remove(partition)) {
                abandoned.merge(partition.topic(), 1, Integer::sum);
            }
        }
    }

    /** What is decided by now of a log is to be mirrored, too, as far as the log went at the start. */
    void decided(TopicPartition partition, long lastStable) {
        Long top = undecided.get(partition);
        if (top == null) {
            return;
        }
        ends.merge(partition, Math.min(top, lastStable), Math::max);
        if (lastStable >= top) {
            undecided.remove(partition);
        }
    }

    /** Those that transactions hold back that were open at the start. */
    Set<TopicPartition> undecided() {
        Set<TopicPartition> held = PartitionMap.newSet();
        held.addAll(undecided.keySet());
        return held;
    }

    /** Those that are not mirrored to their ends now. */
    void open(Collection<TopicPartition> uncovered) {
        open = PartitionMap.newSet(uncovered);
    }

    List<TopicPartition> open() {
        return List.copyOf(open);
    }

    /** Topics that were given up before they were mirrored to the end, with the number of such partitions. */
    Map<String, Integer> abandoned() {
        return abandoned;
    }
}
