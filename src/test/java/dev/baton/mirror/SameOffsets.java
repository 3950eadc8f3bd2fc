package dev.baton.mirror;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Every offset is the same on the target, and all is mirrored. */
class SameOffsets implements GroupTranslation {
    @Override
    public void prepare(Collection<TopicPartition> partitions, Set<String> moved) {}

    @Override
    public Translated translate(MirroredTopic topic, TopicPartition partition, long committed) {
        return new Translated(committed, true);
    }

    @Override
    public List<TopicPartition> uncovered(Map<TopicPartition, Long> ends) {
        return List.of();
    }
}
