package dev.baton.translate;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.PartitionMap;
import dev.baton.mirrormaker.OffsetSyncLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * What the source said, in this order: commits, offset syncs, log ends; so that no end is older than what refers to it.
 *
 * @param commits by group; a group that failed is in {@code failures} instead
 * @param failures groups that could not be asked, each with the reason
 * @param leftOut groups, or parts of them, that are not translated, each with the reason
 * @param topicIds of the topics that the commits speak of
 */
record SourceSide(
        String clusterId,
        Instant askedAt,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        Map<String, String> failures,
        Map<String, String> leftOut,
        Map<String, String> topicIds,
        Map<TopicPartition, LogRange> logs,
        List<OffsetSyncLog> syncs) {

    /** The same without the commits for some topics. */
    SourceSide withoutCommits(Predicate<String> topics) {
        Map<String, Map<TopicPartition, CommittedOffset>> kept = new TreeMap<>();
        commits.forEach((group, offsets) -> {
            Map<TopicPartition, CommittedOffset> others = new PartitionMap<>(offsets);
            others.keySet().removeIf(partition -> topics.test(partition.topic()));
            kept.put(group, others);
        });
        return new SourceSide(clusterId, askedAt, kept, failures, leftOut, topicIds, logs, syncs);
    }

    SourceSide withLogs(Map<TopicPartition, LogRange> later) {
        return new SourceSide(clusterId, askedAt, commits, failures, leftOut, topicIds, later, syncs);
    }

    SourceSide withSyncs(List<OffsetSyncLog> others) {
        return new SourceSide(clusterId, askedAt, commits, failures, leftOut, topicIds, logs, others);
    }
}
