package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.LogOffsets;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.state.Mark;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where logs start and end.
 *
 * @param known of each partition that answers
 * @param failures why each of the others does not
 */
public record LogRanges(Map<TopicPartition, LogRange> known, Map<TopicPartition, String> failures) {

    static final LogRanges NONE = new LogRanges(Map.of(), Map.of());

    /** Asks for them. */
    public static LogRanges of(Cluster cluster, Collection<TopicPartition> partitions) {
        return of(cluster.offsets(), partitions);
    }

    /** The same by somebody who waits for no answer longer than that. */
    public static LogRanges of(Cluster cluster, Collection<TopicPartition> partitions, Duration atMost) {
        return of(cluster.offsets(atMost), partitions);
    }

    private static LogRanges of(LogOffsets offsets, Collection<TopicPartition> partitions) {
        Map<TopicPartition, LogRange> known = new PartitionMap<>();
        Map<TopicPartition, String> failures = new PartitionMap<>();
        if (partitions.isEmpty()) {
            return new LogRanges(known, failures);
        }
        Map<TopicPartition, Long> starts = new PartitionMap<>();
        offsets.logStart(partitions).forEach((partition, start) -> {
            if (start instanceof Outcome.Failed<Long> failed) {
                failures.put(partition, String.valueOf(failed.failure().getMessage()));
            } else {
                starts.put(partition, start.orThrow());
            }
        });
        // who did not answer for the start would be waited for once more
        offsets.logEnd(starts.keySet()).forEach((partition, end) -> {
            if (end instanceof Outcome.Failed<Long> failed) {
                failures.put(partition, String.valueOf(failed.failure().getMessage()));
            } else {
                known.put(partition, new LogRange(starts.getOrDefault(partition, end.orThrow()), end.orThrow()));
            }
        });
        return new LogRanges(known, failures);
    }

    /** The same with partitions of topics that could not even be described, as far as marks name them. */
    LogRanges and(Map<String, String> topics, Collection<Mark> marks) {
        Map<TopicPartition, String> all = new PartitionMap<>(failures);
        for (Mark mark : marks) {
            String failure = topics.get(mark.targetTopic());
            if (failure != null) {
                all.put(mark.targetPartition(), failure);
            }
        }
        return new LogRanges(known, all);
    }
}
