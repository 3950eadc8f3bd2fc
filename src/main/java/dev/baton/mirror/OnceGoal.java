package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --once} is to reach: what the source had committed when all shards were this process's, and the topics were known.
 * A partition whose end cannot be learned is reported; the others go on.
 */
final class OnceGoal {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(10);

    private final Cluster source;
    private final Engine engine;
    private final Supervisor supervisor;
    private final BooleanSupplier topicsKnown;
    private final GroupSync groups;
    private final Instant begun = Instant.now();
    private volatile @Nullable Map<TopicPartition, Long> ends;
    private volatile List<MirrorView.Stopped> unknown = List.of();
    private @Nullable Instant coveredSince;

    OnceGoal(Cluster source, Engine engine, Supervisor supervisor, BooleanSupplier topicsKnown, GroupSync groups) {
        this.source = source;
        this.engine = engine;
        this.supervisor = supervisor;
        this.topicsKnown = topicsKnown;
        this.groups = groups;
    }

    /** Asks the source, once that makes sense; a source that does not answer for long is what is reported. */
    void look() {
        boolean late = Instant.now().isAfter(begun.plus(PATIENCE));
        boolean known = topicsKnown.getAsBoolean() || late;
        boolean all = supervisor.shards().size() == InternalTopics.SHARDS || late;
        if (ends != null || !known || !all) {
            return;
        }
        List<TopicPartition> partitions = List.copyOf(supervisor.partitions());
        try {
            take(source.offsets().stable(partitions));
        } catch (BatonException e) {
            if (!late) {
                throw e;
            }
            unknown =
                    partitions.stream().map(partition -> unknown(partition, e)).toList();
            ends = Map.of();
        }
    }

    private void take(Map<TopicPartition, Outcome<Long>> answers) {
        Map<TopicPartition, Long> found = new PartitionMap<>();
        List<MirrorView.Stopped> failed = new ArrayList<>();
        answers.forEach((partition, end) -> {
            if (end instanceof Outcome.Failed<Long> no) {
                failed.add(unknown(partition, no.failure()));
            } else {
                found.put(partition, end.orThrow());
            }
        });
        unknown = List.copyOf(failed);
        ends = Map.copyOf(found);
    }

    private static MirrorView.Stopped unknown(TopicPartition partition, BatonException failure) {
        return new MirrorView.Stopped(
                partition.topic(),
                partition.partition(),
                StopCause.of(failure.kind()),
                "what is to be mirrored of it is not known: " + failure.getMessage());
    }

    /** Partitions of which nobody knows whether they were mirrored to the end. */
    List<MirrorView.Stopped> unknown() {
        Set<TopicPartition> stopped = stopped();
        return unknown.stream()
                .filter(partition -> !stopped.contains(partition(partition)))
                .toList();
    }

    private Set<TopicPartition> stopped() {
        return supervisor.stopped().stream().map(OnceGoal::partition).collect(Collectors.toSet());
    }

    private static TopicPartition partition(MirrorView.Stopped stopped) {
        return new TopicPartition(stopped.topic(), stopped.partition());
    }

    /** Whether every partition covers its end, or is in trouble, and groups were carried over after that. */
    boolean isReached(Instant now) {
        Map<TopicPartition, Long> goal = ends;
        if (goal == null || !isCovered(goal)) {
            return false;
        }
        Instant since = coveredSince == null ? now : coveredSince;
        coveredSince = since;
        Instant read = groups.readAt();
        boolean carried = read != null && read.isAfter(since) && groups.knowsExactlyOnce();
        return carried || now.isAfter(since.plus(GROUPS_PATIENCE));
    }

    private boolean isCovered(Map<TopicPartition, Long> goal) {
        Set<TopicPartition> faulty = stopped();
        return goal.entrySet().stream().allMatch(e -> {
            Progress progress = engine.progress(e.getKey());
            return faulty.contains(e.getKey()) || (progress != null && progress.coveredTo() >= e.getValue());
        });
    }
}
