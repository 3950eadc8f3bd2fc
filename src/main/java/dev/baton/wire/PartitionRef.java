package dev.baton.wire;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A partition of one incarnation of a topic: requests that carry the id fail once the topic was made anew. */
public record PartitionRef(String topic, Uuid topicId, int partition) {
    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
