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
 * A partition that cannot be reached is waited for as long as electing a leader takes; where it is not back by then, or its
 * trouble is of another kind, it is reported; the others go on. Of partitions that went to another process since, its marks say
 * how far they are; one that nobody mirrors any more is not waited for, and reported. A transaction that was open then holds back
 * what others have committed behind it: it is waited for as long as one may take that does not hang.
 */
final class OnceGoal {
    /** Longer than a broker that died counts as a member, which is nine seconds where nothing else is configured. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(10);

    private final Cluster source;
    private final GroupTranslation translation;
    private final Engine engine;
    private final Supervisor supervisor;
    private final StateTail tail;
    private final BooleanSupplier topicsKnown;
    private final GroupSync groups;
    private final Instant begun = Instant.now();
    /** As learned so far. */
    private final Map<TopicPartition, Long> ends = new PartitionMap<>();

    private volatile @Nullable Remaining remaining;
    private volatile Instant settledAt = begun;
    private volatile List<MirrorView.Stopped> unknown = List.of();
    private volatile boolean withoutTopics;
    private @Nullable Instant coveredSince;

    OnceGoal(
            Cluster source,
            GroupTranslation translation,
            Engine engine,
            Supervisor supervisor,
            StateTail tail,
            BooleanSupplier topicsKnown,
            GroupSync groups) {
        this.source = source;
        this.translation = translation;
        this.engine = engine;
        this.supervisor = supervisor;
        this.tail = tail;
        this.topicsKnown = topicsKnown;
        this.groups = groups;
    }

    /** Asks the source, once that makes sense; a source that does not answer for long is what is reported. */
    void look() {
        boolean late = Instant.now().isAfter(begun.plus(PATIENCE));
        boolean known = topicsKnown.getAsBoolean() || late;
        boolean all = supervisor.shards().size() == InternalTopics.SHARDS || late;
        if (remaining != null || !known || !all) {
            return;
        }
        withoutTopics = !topicsKnown.getAsBoolean();
        List<TopicPartition> asked = supervisor.allPartitions().stream()
                .filter(partition -> !ends.containsKey(partition))
                .toList();
        try {
            take(source.offsets().stable(asked), late);
        } catch (BatonException e) {
            if (!late) {
                throw e;
            }
            settle(asked.stream().map(partition -> unknown(partition, e)).toList());
        }
    }

    private void take(Map<TopicPartition, Outcome<Long>> answers, boolean late) {
        List<MirrorView.Stopped> failed = new ArrayList<>();
        answers.forEach((partition, end) -> {
            if (end instanceof Outcome.Failed<Long> no) {
                failed.add(unknown(partition, no.failure()));
            } else {
                ends.put(partition, end.orThrow());
            }
        });
        if (late || failed.stream().noneMatch(partition -> partition.cause() == StopCause.UNREACHABLE)) {
            settle(failed);
        }
    }

    private void settle(List<MirrorView.Stopped> failed) {
        unknown = List.copyOf(failed);
        settledAt = Instant.now();
        remaining = new Remaining(ends);
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
        Remaining goal = remaining;
        if (goal == null || !isCovered(goal)) {
            return false;
        }
        Instant since = coveredSince == null ? now : coveredSince;
        coveredSince = since;
        boolean groupsDone =
                (areGroupsCarried(since) && groups.knowsExactlyOnce()) || now.isAfter(since.plus(GROUPS_PATIENCE));
        return groupsDone && (now.isAfter(settledAt.plus(HeldBack.PATIENCE)) || !mayBeHeldBack(goal));
    }

    // before the first answer nobody knows
    private boolean mayBeHeldBack(Remaining goal) {
        return goal.ends().entrySet().stream().anyMatch(end -> {
            Progress at = engine.progress(end.getKey());
            return at != null && (at.lastStable() == null || isHeldBack(at, end.getValue()));
        });
    }

    /** Partitions whose last stable offset is what it was when the goal was learned, with records behind it. */
    Set<TopicPartition> heldBack() {
        Remaining goal = remaining;
        Set<TopicPartition> held = PartitionMap.newSet();
        if (goal != null) {
            goal.ends().forEach((partition, end) -> {
                Progress at = engine.progress(partition);
                if (at != null && isHeldBack(at, end)) {
                    held.add(partition);
                }
            });
        }
        return held;
    }

    private static boolean isHeldBack(Progress at, long end) {
        Long stable = at.lastStable();
        Long top = at.highWatermark();
        return stable != null && top != null && stable <= end && stable < top;
    }

    private boolean areGroupsCarried(Instant since) {
        Instant read = groups.readAt();
        return read != null && read.isAfter(since);
    }

    private boolean isCovered(Remaining goal) {
        goal.abandon(supervisor.unwanted(goal.ends().keySet()));
        goal.open(PartitionMap.newSet(translation.uncovered(goal.ends())));
        Set<TopicPartition> givenUp = supervisor.stoppedFor(PATIENCE);
        return goal.open().stream()
                .allMatch(partition -> givenUp.contains(partition) || faultElsewhere(partition) != null);
    }

    /** Why a partition that is another process's is not mirrored to the end; null where nothing is said against it. */
    private @Nullable String faultElsewhere(TopicPartition partition) {
        return supervisor.isOurs(partition) ? null : tail.fault(partition);
    }

    /** What was not done beside what stands still here, one sentence each. For the thread that asks whether it is reached. */
    List<String> troubles() {
        Remaining goal = remaining;
        if (goal == null) {
            return List.of();
        }
        List<String> troubles = new ArrayList<>();
        if (withoutTopics) {
            troubles.add("the topics of the flow could not be learned within " + PATIENCE.toSeconds() + " s");
        }
        goal.abandoned().forEach((topic, partitions) -> troubles.add(abandoned(topic, partitions)));
        Set<TopicPartition> stopped = stopped();
        goal.open().forEach(partition -> {
            String reason = faultElsewhere(partition);
            if (reason != null) {
                troubles.add(partition + " went to another process, which has not mirrored it to the end: " + reason);
            } else if (supervisor.isOurs(partition) && !stopped.contains(partition)) {
                troubles.add(partition + " was given up, and has come back since: it is not mirrored to the end");
            }
        });
        Instant since = coveredSince;
        if (since != null && !areGroupsCarried(since)) {
            troubles.add(notCarried());
        }
        return troubles;
    }

    private String abandoned(String topic, int partitions) {
        String why = supervisor.topic(topic).isPresent()
                ? "a switch ended that"
                : "it is not to be seen any more (deleted, or hidden from this principal)";
        return "topic " + topic + ": " + partitions + " partitions were not mirrored to the end: " + why;
    }

    private String notCarried() {
        Instant held = groups.heldSince();
        return held == null
                ? "not all groups could be read and carried over once the records were there"
                : "no group is carried over: groups.consistency is flow, and commits as of " + held
                        + " wait for records that are not mirrored, as those of open transactions";
    }
}
