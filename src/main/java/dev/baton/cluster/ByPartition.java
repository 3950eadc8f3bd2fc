package dev.baton.cluster;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What is the same of everything that is kept by partition. */
public final class ByPartition {
    /** In which people read them. */
    public static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private ByPartition() {}

    /** A copy that does not change. */
    public static <V> Map<TopicPartition, V> copy(Map<TopicPartition, ? extends V> map) {
        return Collections.unmodifiableMap(new PartitionMap<>(map));
    }
}
