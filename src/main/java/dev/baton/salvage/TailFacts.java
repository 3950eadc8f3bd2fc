package dev.baton.salvage;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.cluster.TopicSettings;
import dev.baton.config.FlowConfig;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.FailoverPoints;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * All that is asked of both clusters before partitions are looked at one by one.
 *
 * @param state of the flow, from its target
 * @param points where the mirrored part of the target's logs ends
 * @param maps by source partition
 * @param settings of the target's topics
 * @param starts of the source's logs, as {@code stable} are their last stable offsets and {@code ends} their ends
 * @param turns where a flow back has turned partitions round, by the target's partition
 */
record TailFacts(
        FlowState state,
        FailoverPoints points,
        Map<TopicPartition, Outcome<OffsetMap>> maps,
        Map<String, TopicInfo> sourceTopics,
        Map<String, TopicInfo> targetTopics,
        Map<String, Outcome<TopicSettings>> settings,
        Map<TopicPartition, Outcome<Long>> starts,
        Map<TopicPartition, Outcome<Long>> stable,
        Map<TopicPartition, Outcome<Long>> ends,
        Map<TopicPartition, TurnPoint> turns) {

    /** The target's partition that a source partition is mirrored to. */
    TopicPartition targetOf(FlowConfig flow, TopicPartition source) {
        Mark mark = state.marks().get(source);
        String topic = mark == null ? state.naming(flow.naming()).targetTopic(source.topic()) : mark.targetTopic();
        return new TopicPartition(topic, source.partition());
    }

    /** Whether a topic of the target is compacted; false where it did not say. */
    boolean isCompacted(String targetTopic) {
        Outcome<TopicSettings> outcome = settings.get(targetTopic);
        TopicSettings known = outcome == null ? null : outcome.orNull();
        return known != null
                && known.effective().getOrDefault("cleanup.policy", "delete").contains("compact");
    }
}
