package dev.baton.quickstart;

import static dev.baton.quickstart.Verdict.grouped;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Holds what a failover came to against the ledger, line by line. */
final class Judge {
    private static final int FAR_BEHIND = 50_000;

    private final Verdict verdict;
    private final Failover failover;
    private final Writes writes;
    private final MirrorCheck check;

    Judge(Verdict verdict, Failover failover, Writes writes) {
        this.verdict = verdict;
        this.failover = failover;
        this.writes = writes;
        this.check = failover.mirrorCheck(writes);
    }

    /** The passive cluster's log. */
    void log() {
        MirrorOutcome mirror = check.check(failover.mirrored());
        verdict.add(
                true,
                "acknowledged at east, and mirrored to west",
                grouped(writes.acknowledged().size()) + ", " + grouped(mirror.mirrored()));
        verdict.add(ordersArePreserved(), "orders keep their offsets", "held for each record, next lines");
        verdict.none(mirror.doubled(), "mirrored twice");
        verdict.none(mirror.holes(), "left out between mirrored records");
        verdict.none(mirror.disordered(), "out of order");
        verdict.none(mirror.displaced(), "not at its own place, or not at its own offset");
        verdict.none(mirror.altered(), "altered: key, value, headers or time");
        verdict.none(mirror.aborted(), "aborted (of " + grouped(writes.aborted().size()) + "), and yet mirrored");
        verdict.none(mirror.foreign(), "mirrored, and never written");
    }

    private boolean ordersArePreserved() {
        return IntStream.range(0, Shop.ORDER_PARTITIONS)
                .allMatch(p -> failover.state().isPreserved(new TopicPartition(Shop.ORDERS, p)));
    }

    /**
     * The groups, once they have caught up.
     *
     * @param now the passive cluster's log at that time
     */
    void groups(GroupBook reads, List<LogRecord> now) {
        GroupCheck groups = new GroupCheck(writes, stillThere(now), failover.killed());
        for (GroupPlan group : Shop.GROUPS) {
            GroupOutcome outcome = groups.check(
                    group.group(),
                    group.topics(),
                    reads.processed(group.group()),
                    failover.state().seen(group.group()),
                    failover.bounds().getOrDefault(group.group(), Map.of()));
            verdict.add(outcome);
            if (group.equals(Shop.ANALYTICS)) {
                boolean far = outcome.distance() >= FAR_BEHIND;
                verdict.add(far, "analytics was far behind when east died", grouped(outcome.distance()));
            }
        }
    }

    /** What the groups could find: the mirrored records without those that west's own cleaner took in the meantime. */
    private List<LogRecord> stillThere(List<LogRecord> now) {
        Set<String> there = new HashSet<>();
        now.forEach(r -> there.add(r.id()));
        return failover.mirrored().stream()
                .filter(r -> there.contains(r.id()) || !check.mayBeCleaned(r))
                .toList();
    }

    /** The records whose transactions were aborted before the active cluster died. */
    Set<String> aborted() {
        return writes.aborted();
    }

    /**
     * The loss, once the old cluster is back.
     *
     * @param oldLog its committed records
     * @param behind what {@code inspect lag} says now of each of its partitions
     */
    void loss(List<LogRecord> oldLog, Map<TopicPartition, Long> behind) {
        LossCheck loss = new LossCheck(writes, check, check.check(failover.mirrored()));
        LossCheck.Revived revived = loss.revived(oldLog, failover.mirrored());
        Faults unstated = loss.unstated(failover.loss(), this::isUnstable);
        verdict.add(
                unstated.none(),
                "missing before Baton's statement, and not in it",
                unstated + "; stated: at least " + failover.loss());
        int answered = revived.onlyThere() - revived.unresolved();
        verdict.add(
                revived.holds(),
                "only at east: its log = the ledger",
                "%s = %s acknowledged + %s unanswered; disagreeing %s; lost by east %s"
                        .formatted(
                                grouped(revived.onlyThere()),
                                grouped(answered),
                                grouped(revived.unresolved()),
                                revived.unequal(),
                                revived.broken()));
        lag(behind, revived);
        compaction(oldLog);
    }

    private boolean isUnstable(LogRecord r) {
        return r.topic().equals(Shop.PAYMENTS) && r.offset() >= failover.state().stable(r.topicPartition());
    }

    /** Offsets behind are an upper bound of records, and on a topic without transactions their very number. */
    private void lag(Map<TopicPartition, Long> behind, LossCheck.Revived revived) {
        Faults.Tally wrong = new Faults.Tally();
        behind.forEach((partition, offsets) -> {
            int only = revived.onlyThereOf().getOrDefault(partition, 0);
            boolean right = partition.topic().equals(Shop.ORDERS) ? offsets == only : offsets >= only;
            wrong.addIf(!right, partition + ": " + offsets + " stated, " + only + " are");
        });
        long total = behind.values().stream().mapToLong(Long::longValue).sum();
        Long atLeast = failover.loss().unmirroredAtLeast();
        wrong.addIf(atLeast == null || atLeast > total, "at least " + atLeast + " stated at the failover");
        wrong.addIf(behind.size() < Shop.PARTITIONS, behind.size() + " of " + Shop.PARTITIONS + " partitions stated");
        Faults faults = wrong.faults();
        verdict.add(
                faults.none(),
                "inspect lag says how much: orders exactly",
                grouped(total) + " offsets (with markers and aborted records); wrong " + faults);
    }

    private void compaction(List<LogRecord> oldLog) {
        long left = oldLog.stream().filter(r -> Shop.isCompacted(r.topic())).count();
        long were = writes.acknowledged().stream()
                .filter(a -> Shop.isCompacted(a.record().topic()))
                .count();
        verdict.add(left < were, "compaction had work: customers written, left", grouped(were) + ", " + grouped(left));
    }

    /** The log of the topics that are not compacted, some time after the old cluster came back. */
    void still(List<LogRecord> later) {
        long before = failover.mirrored().stream()
                .filter(r -> !Shop.isCompacted(r.topic()))
                .count();
        verdict.add(
                later.size() == before,
                "appended by the mirror after the switch, east back",
                grouped(later.size() - before));
    }
}
