package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the target has all that the source holds of some topics, and the source's ends stand still.
 *
 * <p>A Baton mirror says how far it came, so that the end is proved: {@code coveredTo} reaches the source's last stable
 * offset, which is its end. MirrorMaker 2 says nothing; there both clusters' ends have to stand still for a while.
 */
final class DrainWait {
    private static final Duration STILL = Duration.ofMillis(1_500);
    private static final Duration STILL_WITHOUT_MARKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(400);

    private final Cluster source;
    private final Cluster target;
    private final String from;
    private final Clock clock;

    DrainWait(Cluster source, Cluster target, String from, Clock clock) {
        this.source = source;
        this.target = target;
        this.from = from;
        this.clock = clock;
    }

    /** What one look at both clusters showed. */
    private record Look(
            Map<TopicPartition, Long> ends, Map<TopicPartition, Long> stable, Map<TopicPartition, Long> covered) {
        /** Partitions with records that are not known to be on the target. */
        List<TopicPartition> open() {
            return ends.entrySet().stream()
                    .filter(end -> end.getValue() > covered.getOrDefault(end.getKey(), 0L))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * Waits for the topics.
     *
     * @param targetTopics the same topics on the target, looked at where nobody marks progress
     * @return how it ended, for the report
     */
    String await(Collection<String> topics, Collection<String> targetTopics, Runnable whileWaiting) {
        List<TopicPartition> partitions = partitions(source, topics);
        List<TopicPartition> onTarget = partitions(target, targetTopics);
        Instant movedAt = clock.instant();
        Map<TopicPartition, Long> lastEnds = Map.of();
        Object lastProgress = Map.of();
        Instant progressAt = movedAt;
        Instant begun = movedAt;
        while (true) {
            Look look = look(partitions);
            boolean marked = !look.covered().isEmpty();
            Object progress = marked ? look.covered() : known(target.offsets().logEnd(onTarget));
            Instant now = clock.instant();
            if (!look.ends().equals(lastEnds)) {
                movedAt = now;
            }
            if (!progress.equals(lastProgress)) {
                progressAt = now;
            }
            lastEnds = look.ends();
            lastProgress = progress;
            if (isDrained(look, marked, Duration.between(movedAt, now), Duration.between(progressAt, now))) {
                return partitions.size() + " partitions, source ends stand still"
                        + (marked ? ", all covered" : "; MirrorMaker 2 leaves no proof that it has copied all");
            }
            giveUp(look, movedAt, progressAt, begun, now);
            whileWaiting.run();
            Mirrors.pause(LOOK);
        }
    }

    private static boolean isDrained(Look look, boolean marked, Duration endsStill, Duration progressStill) {
        return marked
                ? look.open().isEmpty() && endsStill.compareTo(STILL) > 0
                : endsStill.compareTo(STILL_WITHOUT_MARKS) > 0 && progressStill.compareTo(STILL_WITHOUT_MARKS) > 0;
    }

    private static void giveUp(Look look, Instant movedAt, Instant progressAt, Instant begun, Instant now) {
        if (Duration.between(begun, now).compareTo(PATIENCE) < 0) {
            return;
        }
        boolean writtenStill = Duration.between(movedAt, now).compareTo(STILL.multipliedBy(2)) < 0;
        if (writtenStill && look.open().size() <= look.ends().size() / 2) {
            throw BatonException.refused(
                    "producers still write to the source: its log ends have moved for " + PATIENCE.toSeconds() + " s",
                    "stop the producers, then run the switch again");
        }
        if (Duration.between(progressAt, now).compareTo(PATIENCE) > 0) {
            throw new BatonException(
                    FailureKind.INCOMPLETE,
                    "the mirror does not come forward: " + look.open().size()
                            + " partitions are not copied in full, as "
                            + look.open().stream()
                                    .findFirst()
                                    .map(p -> reason(look, p))
                                    .orElse("none"),
                    "see baton inspect status and baton inspect lag");
        }
    }

    private static String reason(Look look, TopicPartition partition) {
        Long stable = look.stable().get(partition);
        Long end = look.ends().get(partition);
        boolean hanging = stable != null && end != null && stable < end;
        return partition + (hanging ? ", which has an open transaction at " + stable : "");
    }

    private Look look(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = known(source.offsets().logEnd(partitions));
        Map<TopicPartition, Long> stable = known(source.offsets().stable(partitions));
        FlowState state = new StateReader(target).read(from);
        Map<TopicPartition, Long> covered = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Mark mark = state.marks().get(partition);
            if (mark != null) {
                covered.put(partition, mark.coveredTo());
            }
        }
        return new Look(ends, stable, covered);
    }

    private static List<TopicPartition> partitions(Cluster cluster, Collection<String> topics) {
        return cluster.topics().describe(new TreeSet<>(topics)).values().stream()
                .map(TopicInfo::topicPartitions)
                .flatMap(List::stream)
                .toList();
    }

    /** A partition that does not answer is a failure here: nothing can be proved without it. */
    private static Map<TopicPartition, Long> known(Map<TopicPartition, Outcome<Long>> outcomes) {
        Map<TopicPartition, Long> known = new HashMap<>();
        outcomes.forEach((partition, outcome) -> known.put(partition, outcome.orThrow()));
        return known;
    }
}
