package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
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
    private final HeldBack holders;
    private final Instant begun = Instant.now();
    /** As learned so far. */
    private final Map<TopicPartition, Long> ends = new PartitionMap<>();

    private final Map<TopicPartition, Long> undecided = new PartitionMap<>();

    private volatile @Nullable Remaining remaining;
    private volatile Instant settledAt = begun;
    private volatile List<MirrorView.Stopped> unknown = List.of();
    private volatile boolean withoutTopics;
    /** Not covered, and not waited for, as of the last look. */
    private Set<TopicPartition> givenUp = Set.of();

    private @Nullable Instant coveredSince;
    private boolean reached;

    OnceGoal(
            Cluster source,
            GroupTranslation translation,
            Engine engine,
            Supervisor supervisor,
            StateTail tail,
            BooleanSupplier topicsKnown,
            GroupSync groups,
            HeldBack holders) {
        this.source = source;
        this.translation = translation;
        this.engine = engine;
        this.supervisor = supervisor;
        this.tail = tail;
        this.topicsKnown = topicsKnown;
        this.groups = groups;
        this.holders = holders;
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
            // in this order: what lies between the two was not decided then
            Map<TopicPartition, Outcome<Long>> logEnds = source.offsets().logEnd(asked);
            take(source.offsets().stable(asked), logEnds, late);
        } catch (BatonException e) {
            if (!late) {
                throw e;
            }
            settle(asked.stream().map(partition -> unknown(partition, e)).toList());
        }
    }

    private void take(
            Map<TopicPartition, Outcome<Long>> answers, Map<TopicPartition, Outcome<Long>> logEnds, boolean late) {
        List<MirrorView.Stopped> failed = new ArrayList<>();
        answers.forEach((partition, end) -> {
            Outcome<Long> logEnd = logEnds.getOrDefault(partition, end);
            if (end instanceof Outcome.Failed<Long> no) {
                failed.add(unknown(partition, no.failure()));
            } else if (logEnd instanceof Outcome.Failed<Long> no) {
                failed.add(unknown(partition, no.failure()));
            } else {
                ends.put(partition, end.orThrow());
                if (logEnd.orThrow() > end.orThrow()) {
                    undecided.put(partition, logEnd.orThrow());
                }
            }
        });
        if (late || failed.stream().noneMatch(partition -> partition.cause() == StopCause.UNREACHABLE)) {
            settle(failed);
        }
    }

    private void settle(List<MirrorView.Stopped> failed) {
        unknown = List.copyOf(failed);
        settledAt = Instant.now();
        remaining = new Remaining(ends, undecided);
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

    /** Whether every partition covers its end, or is in trouble, and groups were carried over after that; then for good. */
    boolean isReached(Instant now) {
        Remaining goal = remaining;
        reached = reached || (goal != null && isReached(goal, now));
        return reached;
    }

    private boolean isReached(Remaining goal, Instant now) {
        goal.undecided().forEach(partition -> {
            Long stable = stable(partition);
            if (stable != null) {
                goal.decided(partition, stable);
            }
        });
        if (!isCovered(goal) || mayBeDecidedYet(goal, now)) {
            coveredSince = null;
            return false;
        }
        Instant since = coveredSince == null ? now : coveredSince;
        coveredSince = since;
        return (areGroupsCarried(since) && groups.knowsExactlyOnce()) || now.isAfter(since.plus(GROUPS_PATIENCE));
    }

    private boolean mayBeDecidedYet(Remaining goal, Instant now) {
        return now.isBefore(settledAt.plus(HeldBack.PATIENCE)) && !givenUp.containsAll(goal.undecided());
    }

    /** The source's last stable offset as last heard of, by whoever has the partition; null where nobody did. */
    private @Nullable Long stable(TopicPartition partition) {
        MirroredTopic topic = supervisor.topic(partition.topic()).orElse(null);
        if (topic == null) {
            return null;
        }
        Progress progress = engine.progress(partition);
        if (progress != null || supervisor.isOurs(partition)) {
            return progress != null && progress.start().isOf(topic) ? progress.lastStable() : null;
        }
        Mark mark = tail.mark(partition);
        return mark != null && topic.hasIds(mark.sourceTopicId(), mark.targetTopicId()) ? mark.sourceStable() : null;
    }

    /** Partitions that a transaction holds back that was open at the start, and is still. */
    Set<TopicPartition> heldBack() {
        Remaining goal = remaining;
        Set<TopicPartition> held = goal == null ? PartitionMap.newSet() : goal.undecided();
        held.removeAll(givenUp);
        return held;
    }

    private boolean areGroupsCarried(Instant since) {
        Instant read = groups.readAt();
        return read != null && read.isAfter(since);
    }

    private boolean isCovered(Remaining goal) {
        goal.abandon(supervisor.unwanted(goal.ends().keySet()));
        goal.open(PartitionMap.newSet(translation.uncovered(goal.ends())));
        Set<TopicPartition> stopped = supervisor.stoppedFor(PATIENCE);
        Set<TopicPartition> over = PartitionMap.newSet(goal.open());
        over.removeIf(partition -> !stopped.contains(partition) && faultElsewhere(partition) == null);
        givenUp = over;
        return over.size() == goal.open().size();
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
        givenUp.forEach(partition -> {
            String reason = faultElsewhere(partition);
            if (reason != null) {
                troubles.add(partition + " went to another process, which has not mirrored it to the end: " + reason);
            } else if (!stopped.contains(partition)) {
                troubles.add(partition + " was given up, and has come back since: it is not mirrored to the end");
            }
        });
        Set<TopicPartition> named =
                holders.faults().stream().map(MirrorBeat.Fault::source).collect(Collectors.toSet());
        heldBack().stream()
                .filter(partition -> reached && !named.contains(partition))
                .forEach(partition ->
                        troubles.add(partition + " was held back by a transaction of the source which could not"
                                + " be named: what lies behind its first record is not mirrored"));
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
