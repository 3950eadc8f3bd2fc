package dev.baton.cluster;

import org.apache.kafka.common.TopicPartition;

/** One partition as one group sees it. */
public record GroupPartition(String group, TopicPartition partition) {
    // large odd factors: the hash of a TopicPartition is the same for many (see PartitionMap), and groups multiply that
    @Override
    public int hashCode() {
        int named = group.hashCode() * 0x9E3779B1 + partition.topic().hashCode();
        return named * 0x85EBCA77 + partition.partition();
    }

    @Override
    public String toString() {
        return "group " + group + ", " + partition;
    }
}
