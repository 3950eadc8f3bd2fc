package dev.baton.mirror;

import dev.baton.state.InternalTopics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What this process knows of the flow's topics, and which part of the flow is its own. */
interface FlowTopics {
    /** The shards that this process owns. */
    Set<Integer> shards();

    /** Whether this process owns the partition's shard. */
    default boolean isOurs(TopicPartition partition) {
        return shards().contains(InternalTopics.shardOf(partition.topic(), partition.partition()));
    }

    /** The topic as mirrored, by its name on the source; empty where it is not. */
    Optional<MirroredTopic> topic(String source);

    /**
     * Whether commits may have to wait for records of that topic of the source, which the flow names: not where it is not to be
     * mirrored, since it was switched or is a copy of one of the target.
     */
    boolean isAwaited(String source);
}
