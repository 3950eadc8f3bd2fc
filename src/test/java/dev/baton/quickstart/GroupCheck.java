package dev.baton.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds what a group's application processed on both clusters against what was mirrored, the last commits that the mirror had
 * seen, and what Baton stated. Pure.
 */
public final class GroupCheck {
    private final Writes writes;
    private final List<LogRecord> mirrored;
    private final Instant killed;

    /**
     * A check of groups against one failover.
     *
     * @param mirrored the passive cluster's log, as the groups found it
     */
    public GroupCheck(Writes writes, List<LogRecord> mirrored, Instant killed) {
        this.writes = writes;
        this.mirrored = List.copyOf(mirrored);
        this.killed = killed;
    }

    /**
     * Judges one group that has caught up on the passive cluster.
     *
     * @param topics that the group reads
     * @param seen its last commits that the mirror had seen, in the active cluster's terms
     * @param stated what Baton said of each partition before the group went on
     */
    public GroupOutcome check(
            String group,
            Set<String> topics,
            List<Processed> processed,
            Map<TopicPartition, Long> seen,
            Map<TopicPartition, Bound> stated) {
        Faults.Tally repeated = new Faults.Tally();
        Map<String, Processed> before = once(processed, Site.ACTIVE, repeated);
        Map<String, Processed> after = once(processed, Site.PASSIVE, repeated);
        Rereads rereads = new Rereads(before, after, seen);
        return new GroupOutcome(
                group,
                distance(topics, before.keySet()),
                before.size(),
                after.size(),
                skipped(topics, before.keySet(), after.keySet()),
                rereads.below.faults(),
                repeated.faults(),
                aborted(processed),
                rereads.count(),
                boundOf(stated),
                beyond(rereads.from, stated),
                misread(seen, stated),
                rereads.oldest);
    }

    private static Map<String, Processed> once(List<Processed> processed, Site site, Faults.Tally repeated) {
        Map<String, Processed> found = new HashMap<>();
        for (Processed p : processed) {
            if (p.site() == site) {
                repeated.addIf(
                        found.putIfAbsent(p.record().id(), p) != null, MirrorCheck.name(p.record()) + " on " + site);
            }
        }
        return found;
    }

    private int distance(Set<String> topics, Set<String> before) {
        return (int) writes.acknowledged().stream()
                .map(Writes.Acknowledged::record)
                .filter(r -> topics.contains(r.topic()) && !before.contains(r.id()))
                .count();
    }

    private Faults skipped(Set<String> topics, Set<String> before, Set<String> after) {
        Faults.Tally skipped = new Faults.Tally();
        for (LogRecord r : mirrored) {
            boolean wanted = topics.contains(r.topic());
            skipped.addIf(wanted && !before.contains(r.id()) && !after.contains(r.id()), MirrorCheck.name(r));
        }
        return skipped.faults();
    }

    private Faults aborted(List<Processed> processed) {
        Faults.Tally aborted = new Faults.Tally();
        for (Processed p : processed) {
            aborted.addIf(writes.aborted().contains(p.record().id()), MirrorCheck.name(p.record()) + " on " + p.site());
        }
        return aborted.faults();
    }

    private static long boundOf(Map<TopicPartition, Bound> stated) {
        return stated.values().stream()
                .map(Bound::rereadIfCommitsUnseen)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Faults beyond(Map<TopicPartition, Integer> rereads, Map<TopicPartition, Bound> stated) {
        Faults.Tally beyond = new Faults.Tally();
        rereads.forEach((partition, count) -> {
            Bound bound = stated.get(partition);
            Long most = bound == null ? null : bound.rereadIfCommitsUnseen();
            beyond.addIf(most == null || count > most, partition + ": " + count + ", stated " + most);
        });
        return beyond.faults();
    }

    private static Faults misread(Map<TopicPartition, Long> seen, Map<TopicPartition, Bound> stated) {
        Faults.Tally misread = new Faults.Tally();
        Set<TopicPartition> all = new HashSet<>(seen.keySet());
        all.addAll(stated.keySet());
        for (TopicPartition partition : all) {
            Bound bound = stated.get(partition);
            Long said = bound == null ? null : bound.committed();
            misread.addIf(
                    said == null || !said.equals(seen.get(partition)),
                    partition + ": stated " + said + ", the mirror had seen " + seen.get(partition));
        }
        return misread.faults();
    }

    /** Records processed on both clusters, apart by the last commit that the mirror had seen. */
    private final class Rereads {
        private final Faults.Tally below = new Faults.Tally();
        private final Map<TopicPartition, Integer> from = new HashMap<>();
        private Duration oldest = Duration.ZERO;

        private Rereads(Map<String, Processed> before, Map<String, Processed> after, Map<TopicPartition, Long> seen) {
            for (Processed first : before.values()) {
                if (after.containsKey(first.record().id())) {
                    add(first, seen.getOrDefault(first.record().topicPartition(), 0L));
                }
            }
        }

        private void add(Processed first, long commit) {
            LogRecord r = first.record();
            if (r.offset() < commit) {
                below.add(MirrorCheck.name(r) + ", commit " + commit);
                return;
            }
            from.merge(r.topicPartition(), 1, Integer::sum);
            Duration age = Duration.between(first.at(), killed);
            oldest = age.compareTo(oldest) > 0 ? age : oldest;
        }

        private int count() {
            return from.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
