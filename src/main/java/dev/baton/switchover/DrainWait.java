package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.StateLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the target has all that the source holds of some topics, whose ends stand still.
 *
 * <p>A Baton mirror says how far it came, so that the end is proved: {@code coveredTo} reaches the source's last stable
 * offset, which is its end. MirrorMaker 2 says nothing; there both clusters' ends have to stand still for a while.
 */
final class DrainWait {
    private static final Duration STILL_WITHOUT_MARKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(400);

    private final Cluster source;
    private final Cluster target;
    private final StateLog log;
    private final Clock clock;

    DrainWait(Cluster source, Cluster target, StateLog log, Clock clock) {
        this.source = source;
        this.target = target;
        this.log = log;
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
     * Waits for logs of the source.
     *
     * @param settled where they ended when they stood still
     * @param targetTopics the same topics on the target, looked at where nobody marks progress
     * @return how it ended, for the report
     */
    String await(Map<TopicPartition, Long> settled, Collection<String> targetTopics, Runnable whileWaiting) {
        List<TopicPartition> partitions = List.copyOf(settled.keySet());
        List<TopicPartition> onTarget = SourceEnds.partitions(target, targetTopics);
        Object lastProgress = Map.of();
        Instant progressAt = clock.instant();
        while (true) {
            Look look = look(partitions);
            boolean marked = !look.covered().isEmpty();
            Object progress =
                    marked ? look.covered() : SourceEnds.known(target.offsets().logEnd(onTarget));
            Instant now = clock.instant();
            if (!look.ends().equals(settled)) {
                throw Settle.stillWritten(settled, look.ends());
            }
            if (!progress.equals(lastProgress)) {
                progressAt = now;
            }
            lastProgress = progress;
            if (isDrained(look, marked, Duration.between(progressAt, now))) {
                return partitions.size() + " partitions, source ends stand still"
                        + (marked ? ", all covered" : "; MirrorMaker 2 leaves no proof that it has copied all");
            }
            giveUp(look, progressAt, now);
            whileWaiting.run();
            Mirrors.pause(LOOK);
        }
    }

    private static boolean isDrained(Look look, boolean marked, Duration progressStill) {
        return marked ? look.open().isEmpty() : progressStill.compareTo(STILL_WITHOUT_MARKS) > 0;
    }

    private static void giveUp(Look look, Instant progressAt, Instant now) {
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
        Map<TopicPartition, Long> ends = SourceEnds.known(source.offsets().logEnd(partitions));
        Map<TopicPartition, Long> stable = SourceEnds.known(source.offsets().stable(partitions));
        FlowState state = log.read(target);
        Map<TopicPartition, Long> covered = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Mark mark = state.marks().get(partition);
            if (mark != null) {
                covered.put(partition, mark.coveredTo());
            }
        }
        return new Look(ends, stable, covered);
    }
}
