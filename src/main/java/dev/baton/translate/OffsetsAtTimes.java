package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TimedOffset;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
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
    private final Map<TopicPartition, NavigableSet<Long>> open = new PartitionMap<>();
    private final Map<TopicPartition, Map<Long, Outcome<Optional<TimedOffset>>>> found = new PartitionMap<>();

    /** Asks for a time, milliseconds since the epoch. */
    void want(TopicPartition partition, long time) {
        open.computeIfAbsent(partition, p -> new TreeSet<>()).add(time);
    }

    /** Asks the cluster for all that is wanted; what it does not answer is kept as failed. */
    void ask(Cluster cluster) {
        while (!open.isEmpty()) {
            Map<TopicPartition, Long> round = new PartitionMap<>();
            open.forEach((partition, left) -> round.put(partition, left.pollFirst()));
            open.values().removeIf(NavigableSet::isEmpty);
            Outcome<Map<TopicPartition, Outcome<Optional<TimedOffset>>>> asked =
                    Attempt.of(() -> cluster.offsets().atTime(round));
            round.forEach((partition, time) ->
                    found.computeIfAbsent(partition, p -> new HashMap<>()).put(time, one(asked, partition)));
        }
    }

    private static Outcome<Optional<TimedOffset>> one(
            Outcome<Map<TopicPartition, Outcome<Optional<TimedOffset>>>> asked, TopicPartition partition) {
        return asked instanceof Outcome.Failed<?> failed
                ? Outcome.failed(failed.failure())
                : asked.orThrow().getOrDefault(partition, Outcome.failed(unanswered(partition)));
    }

    private static BatonException unanswered(TopicPartition partition) {
        return new BatonException(FailureKind.INCOMPLETE, "offsets of " + partition + " by time were not told");
    }

    /** What came of a question that was asked. */
    Outcome<Optional<TimedOffset>> outcome(TopicPartition partition, long time) {
        return found.getOrDefault(partition, Map.of()).getOrDefault(time, Outcome.failed(unanswered(partition)));
    }

    /** What the cluster said; empty where it did not say. */
    Optional<Optional<TimedOffset>> of(TopicPartition partition, long time) {
        return outcome(partition, time) instanceof Outcome.Known<Optional<TimedOffset>> known
                ? Optional.of(known.value())
                : Optional.empty();
    }
}
