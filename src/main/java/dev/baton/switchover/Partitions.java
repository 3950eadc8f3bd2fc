package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Partitions in the order in which people read them, and in words. */
final class Partitions {
    private static final int NAMED = 10;
    /** How many are named with what is said of them. */
    static final int EXPLAINED = 3;

    private Partitions() {}

    /** Ten of them by name, and how many more there are. */
    static String named(Collection<TopicPartition> partitions) {
        String named = partitions.stream()
                .sorted(ByPartition.ORDER)
                .limit(NAMED)
                .map(TopicPartition::toString)
                .collect(Collectors.joining(", "));
        return partitions.size() > NAMED ? named + " and " + (partitions.size() - NAMED) + " more partitions" : named;
    }

    /** Three of them, each with what is said of it. */
    static String explained(Map<TopicPartition, String> facts) {
        return facts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(ByPartition.ORDER))
                .limit(EXPLAINED)
                .map(fact -> fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("; "));
    }
}
