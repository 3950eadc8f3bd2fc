package dev.baton.quickstart;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Holds what Baton stated of the records that only the dead cluster has against what the producers know, and, once that
 * cluster is back, against its log. Pure.
 */
public final class LossCheck {
    private final Writes writes;
    private final MirrorCheck mirror;
    private final MirrorOutcome outcome;

    public LossCheck(Writes writes, MirrorCheck mirror, MirrorOutcome outcome) {
        this.writes = writes;
        this.mirror = mirror;
        this.outcome = outcome;
    }

    /**
     * The statement of a failover: at this time at least so many offsets of the source were not mirrored.
     *
     * @param unmirroredAtLeast null where Baton did not know
     * @param asOf when that was last known; null where it was never known
     */
    public record Statement(
            @Nullable Long unmirroredAtLeast, @Nullable Instant asOf) {
        @Override
        public String toString() {
            return unmirroredAtLeast + " as of " + asOf;
        }
    }

    /**
     * Records acknowledged before the statement's time that are neither mirrored nor counted in it. What was acknowledged
     * later nobody could know of.
     *
     * @param unstable records beyond the source's last stable offset as the mirror last knew it: a commit is acknowledged
     *     before its markers are in the log, so for a moment the source itself does not count them
     */
    public Faults unstated(Statement statement, Predicate<LogRecord> unstable) {
        Faults.Tally known = new Faults.Tally();
        Instant asOf = statement.asOf();
        for (Writes.Acknowledged a : outcome.unmirrored()) {
            if (asOf == null || a.at().isBefore(asOf) && !unstable.test(a.record())) {
                known.add(MirrorCheck.name(a.record()) + " acknowledged " + a.at());
            }
        }
        Faults faults = known.faults();
        Long stated = statement.unmirroredAtLeast();
        return stated != null && asOf != null && faults.count() <= stated ? Faults.NONE : faults;
    }

    /**
     * What the revived cluster's log shows.
     *
     * @param onlyThere committed records that only the old cluster holds: the exact loss
     * @param onlyThereOf the same, by partition
     * @param unresolved how many of them their producers never heard of
     * @param broken acknowledged records that the old cluster itself lost
     * @param unequal records on which the ledger and the old log disagree: counted as lost and mirrored or not there, or
     *     the other way round
     */
    public record Revived(
            int onlyThere, Map<TopicPartition, Integer> onlyThereOf, int unresolved, Faults broken, Faults unequal) {
        public Revived {
            onlyThereOf = Map.copyOf(onlyThereOf);
        }

        public boolean holds() {
            return broken.none() && unequal.none();
        }
    }

    /** Counts what only the old cluster holds, from both logs, and compares it with the ledger's own count. */
    public Revived revived(List<LogRecord> oldLog, List<LogRecord> mirrored) {
        Set<String> there = ids(oldLog);
        Set<String> here = ids(mirrored);
        Set<String> counted = new HashSet<>();
        outcome.unmirrored().forEach(a -> counted.add(a.record().id()));
        Faults.Tally unequal = new Faults.Tally();
        Map<TopicPartition, Integer> onlyThere = new HashMap<>();
        int unresolved = 0;
        for (LogRecord r : oldLog) {
            if (here.contains(r.id()) || mirror.mayBeCleaned(r)) {
                unequal.addIf(counted.contains(r.id()), MirrorCheck.name(r));
                continue;
            }
            onlyThere.merge(r.topicPartition(), 1, Integer::sum);
            boolean open = writes.unresolved().contains(r.id());
            unresolved += open ? 1 : 0;
            unequal.addIf(!open && !counted.contains(r.id()), MirrorCheck.name(r));
        }
        int total = onlyThere.values().stream().mapToInt(Integer::intValue).sum();
        return new Revived(total, onlyThere, unresolved, broken(there), unequal.faults());
    }

    private Faults broken(Set<String> there) {
        Faults.Tally broken = new Faults.Tally();
        for (Writes.Acknowledged a : writes.acknowledged()) {
            broken.addIf(
                    !there.contains(a.record().id()) && !mirror.mayBeCleaned(a.record()), MirrorCheck.name(a.record()));
        }
        return broken.faults();
    }

    private static Set<String> ids(List<LogRecord> log) {
        Set<String> ids = new HashSet<>();
        log.forEach(r -> ids.add(r.id()));
        return ids;
    }
}
