package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TimedOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * The first records of some times or later, several a partition. A request names a partition once, so that there are as many
 * requests as a partition has different times.
 */
final class OffsetsAtTimes {
    private final Map<TopicPartition, NavigableSet<Long>> open = new HashMap<>();
    private final Map<TopicPartition, Map<Long, Outcome<Optional<TimedOffset>>>> found = new HashMap<>();

    /** Asks for a time, milliseconds since the epoch. */
    void want(TopicPartition partition, long time) {
        open.computeIfAbsent(partition, p -> new TreeSet<>()).add(time);
    }

    /** Asks the cluster for all that is wanted. */
    void ask(Cluster cluster) {
        while (!open.isEmpty()) {
            Map<TopicPartition, Long> round = new HashMap<>();
            open.forEach((partition, left) -> round.put(partition, left.pollFirst()));
            open.values().removeIf(NavigableSet::isEmpty);
            cluster.offsets()
                    .atTime(round)
                    .forEach((partition, outcome) -> found.computeIfAbsent(partition, p -> new HashMap<>())
                            .put(round.get(partition), outcome));
        }
    }

    /** What the cluster said; empty where it did not say. */
    Optional<Optional<TimedOffset>> of(TopicPartition partition, long time) {
        return found.getOrDefault(partition, Map.of()).get(time) instanceof Outcome.Known<Optional<TimedOffset>> known
                ? Optional.of(known.value())
                : Optional.empty();
    }
}
