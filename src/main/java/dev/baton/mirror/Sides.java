package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.wire.Layout;
import dev.baton.wire.Leader;
import dev.baton.wire.PartitionRef;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** One partition on both sides, as it is now: which incarnation of its topic, and who leads it. */
record Sides(MirroredTopic topic, PartitionRef source, PartitionRef target, Leader sourceLeader, Leader targetLeader) {

    /** As both clusters say, or said a moment ago. */
    static Sides of(MirroredTopic topic, int partition, LayoutCache sourceLayouts, LayoutCache targetLayouts) {
        Layout source = sourceLayouts.of(topic.source());
        Layout target = targetLayouts.of(topic.target());
        return new Sides(
                topic,
                ref(source, topic.source(), partition, "source"),
                ref(target, topic.target(), partition, "target"),
                leader(source, topic.source(), partition, "source"),
                leader(target, topic.target(), partition, "target"));
    }

    private static PartitionRef ref(Layout layout, String topic, int partition, String side) {
        Uuid id = layout.topicIds().get(topic);
        if (id == null) {
            throw new BatonException(FailureKind.UNREACHABLE, "topic " + topic + " does not exist on the " + side);
        }
        return new PartitionRef(topic, id, partition);
    }

    private static Leader leader(Layout layout, String topic, int partition, String side) {
        Leader leader = layout.leaders().get(new TopicPartition(topic, partition));
        if (leader == null) {
            throw new BatonException(
                    FailureKind.UNREACHABLE, topic + "-" + partition + " has no leader on the " + side + " now");
        }
        return leader;
    }

    int shard() {
        return InternalTopics.shardOf(source.topic(), source.partition());
    }

    /** Refuses where either topic is not the one that the mark speaks of. */
    void requireIncarnationsOf(Mark mark) {
        String sourceId = source.topicId().toString();
        String targetId = target.topicId().toString();
        if (!mark.sourceTopicId().equals(sourceId)) {
            throw Remirror.remadeOnSource(source.topic(), target.topic(), mark.sourceTopicId(), sourceId);
        }
        if (!mark.targetTopicId().equals(targetId)) {
            throw Remirror.remadeOnTarget(source.topic(), target.topic(), mark.targetTopicId(), targetId);
        }
    }

    /** Whether both topics are those that the mark speaks of. */
    boolean areIncarnationsOf(Mark mark) {
        return mark.sourceTopicId().equals(source.topicId().toString())
                && mark.targetTopicId().equals(target.topicId().toString());
    }
}
