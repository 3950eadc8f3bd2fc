package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import dev.baton.state.Mark;
import dev.baton.state.StateLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the target is proved to have all that the source holds of some topics, whose ends stand still: by a Baton mirror's
 * marks, and where none tells, as with MirrorMaker 2, by the last records themselves.
 */
final class DrainWait {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(400);

    private final Cluster source;
    private final Cluster target;
    private final StateLog log;
    private final Clock clock;
    private final UnaryOperator<TopicPartition> targetOf;

    /** @param targetOf the target's partition that a source partition is mirrored to */
    DrainWait(Cluster source, Cluster target, StateLog log, Clock clock, UnaryOperator<TopicPartition> targetOf) {
        this.source = source;
        this.target = target;
        this.log = log;
        this.clock = clock;
        this.targetOf = targetOf;
    }

    /**
     * Waits for logs of the source.
     *
     * @param settled where they ended when they stood still
     * @return how it ended, for the report
     */
    String await(Map<TopicPartition, Long> settled, Runnable whileWaiting) {
        try (TailProof tails = new TailProof(source, target, targetOf)) {
            Object lastProgress = Map.of();
            Instant progressAt = clock.instant();
            while (true) {
                requireStill(settled);
                MarkedLogs marked = marked(settled);
                Map<TopicPartition, String> open = new PartitionMap<>(marked.open());
                open.putAll(tails.missing(marked.unmarked(), whileWaiting));
                if (open.isEmpty()) {
                    return drained(settled.size(), tails.proved());
                }
                Object progress = List.of(marked.progress(), tails.progress(), tails.proved());
                Instant now = clock.instant();
                progressAt = progress.equals(lastProgress) ? progressAt : now;
                lastProgress = progress;
                if (Duration.between(progressAt, now).compareTo(PATIENCE) > 0) {
                    throw stuck(open, marked.unmarked().keySet());
                }
                whileWaiting.run();
                Pause.take(LOOK);
            }
        }
    }

    private static String drained(int partitions, int byContent) {
        int covered = partitions - byContent;
        return partitions + " partitions, source ends stand still"
                + (covered > 0 || byContent == 0 ? ", " + (byContent == 0 ? "all" : covered) + " covered" : "")
                + (byContent > 0 ? ", the last record of " + byContent + " found on the target" : "");
    }

    private void requireStill(Map<TopicPartition, Long> settled) {
        Map<TopicPartition, Long> ends = SourceEnds.of(source, settled.keySet());
        if (!ends.equals(settled)) {
            throw Settle.stillWritten(settled, ends);
        }
    }

    static BatonException stuck(Map<TopicPartition, String> open, Set<TopicPartition> unmarked) {
        boolean foreign = open.keySet().stream().anyMatch(unmarked::contains);
        return new BatonException(
                FailureKind.INCOMPLETE,
                "the mirror does not come forward, and " + open.size()
                        + " partitions are not proved to be copied in full: " + Partitions.explained(open),
                foreign
                        ? "see that the mirror runs; where it changes records, or the target has removed them, nothing can"
                                + " prove it, and --mode failover goes on with what the target holds"
                        : "see baton inspect status and baton inspect lag");
    }

    private MarkedLogs marked(Map<TopicPartition, Long> settled) {
        Map<TopicPartition, Mark> marks = log.read(target).marks();
        List<Mark> known = settled.keySet().stream()
                .map(marks::get)
                .filter(Objects::nonNull)
                .toList();
        Map<String, String> targetIds =
                target.topics().ids(known.stream().map(Mark::targetTopic).collect(Collectors.toSet()));
        List<TopicPartition> copies = known.stream()
                .map(Mark::targetPartition)
                .filter(copy -> targetIds.containsKey(copy.topic()))
                .toList();
        return new MarkedLogs(
                settled,
                SourceEnds.known(source.offsets().stable(settled.keySet())),
                marks,
                source.topics().ids(known.stream().map(Mark::topic).collect(Collectors.toSet())),
                targetIds,
                SourceEnds.of(target, copies));
    }
}
