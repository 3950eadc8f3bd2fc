package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads where logs start and end; a partition that does not answer is left out. */
public final class LogRanges {
    private LogRanges() {}

    /** The range of each partition that answers. */
    public static Map<TopicPartition, LogRange> of(Cluster cluster, Collection<TopicPartition> partitions) {
        Map<TopicPartition, LogRange> ranges = new HashMap<>();
        if (partitions.isEmpty()) {
            return ranges;
        }
        Map<TopicPartition, Outcome<Long>> starts = cluster.offsets().logStart(partitions);
        cluster.offsets().logEnd(partitions).forEach((partition, end) -> {
            Outcome<Long> start = starts.get(partition);
            Long from = start == null ? null : start.orNull();
            Long to = end.orNull();
            if (from != null && to != null) {
                ranges.put(partition, new LogRange(from, to));
            }
        });
        return ranges;
    }
}
