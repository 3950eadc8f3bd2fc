package dev.baton.cluster;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Copies of what is kept by partition. {@link TopicPartition#hashCode} is 31 times the partition plus the hash of the topic, so
 * those of topic-17 partition 3 and topic-18 partition 2 are close or the same, and ten thousand partitions have a thousand
 * hashes. In {@link Map#copyOf}, which looks in the next place and the next after that, a look-up then takes thousands of steps.
 */
public final class ByPartition {
    /** In which people read them. */
    public static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private ByPartition() {}

    /** A copy that does not change. */
    public static <V> Map<TopicPartition, V> copy(Map<TopicPartition, ? extends V> map) {
        return Collections.unmodifiableMap(new HashMap<>(map));
    }
}
