package dev.baton.mirror;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What this process knows of the flow's topics, and which part of the flow is its own. */
interface FlowTopics {
    /** The shards that this process owns. */
    Set<Integer> shards();

    /** The topic as mirrored, by its name on the source; empty where it is not. */
    Optional<MirroredTopic> topic(String source);

    /** All partitions of the flow that are mirrored, by whatever process. */
    List<TopicPartition> allPartitions();
}
