package dev.baton.cluster;

import org.apache.kafka.common.TopicPartition;

/** One partition as one group sees it. */
public record GroupPartition(String group, TopicPartition partition) {
    @Override
    public String toString() {
        return "group " + group + ", " + partition;
    }
}
