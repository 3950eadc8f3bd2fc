package dev.baton.inspect;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Outcome;
import dev.baton.state.Mark;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the source of a flow answered.
 *
 * @param asOf just before it was asked
 * @param topicIds of the topics that the flow mirrors, by name
 * @param ends log ends of the partitions that the flow mirrors
 * @param stable their last stable offsets
 * @param groups those with a commit that the flow carries over, each with the topics of the flow that it committed for; none
 *     where its commits could not be read
 */
record SourceView(
        String clusterId,
        Instant asOf,
        Map<String, String> topicIds,
        Map<TopicPartition, Outcome<Long>> ends,
        Map<TopicPartition, Outcome<Long>> stable,
        Map<String, Set<String>> groups) {
    SourceView {
        topicIds = Map.copyOf(topicIds);
        ends = ByPartition.copy(ends);
        stable = ByPartition.copy(stable);
        groups = Map.copyOf(groups);
    }

    /** Whether a mark speaks of a topic that was deleted, where one of the same name was made since. */
    boolean isMadeAnew(Mark mark) {
        String id = topicIds.get(mark.topic());
        return id != null && !id.equals(mark.sourceTopicId());
    }
}
