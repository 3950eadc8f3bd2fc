package dev.baton.quickstart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the log of the passive cluster against what the producers wrote. Pure.
 *
 * <p>A record of a compacted topic may be missing where a later one of its key was acknowledged: either cleaner may have taken
 * it. An unresolved record may be there or not; a record of an aborted transaction never.
 */
public final class MirrorCheck {
    private final Writes writes;
    private final Predicate<String> compacted;
    private final Predicate<TopicPartition> preserved;
    private final Map<String, LogRecord> written = new HashMap<>();
    private final Map<String, Long> lastOfKey = new HashMap<>();

    /**
     * A check of logs against these writes.
     *
     * @param compacted topics whose older records of a key may go
     * @param preserved partitions whose records keep their offsets
     */
    public MirrorCheck(Writes writes, Predicate<String> compacted, Predicate<TopicPartition> preserved) {
        this.writes = writes;
        this.compacted = compacted;
        this.preserved = preserved;
        for (Writes.Acknowledged acknowledged : writes.acknowledged()) {
            LogRecord r = acknowledged.record();
            written.put(r.id(), r);
            lastOfKey.merge(cell(r), r.offset(), Math::max);
        }
    }

    /** Judges a log, given in the order of offsets of each partition. */
    public MirrorOutcome check(List<LogRecord> mirrored) {
        Pass pass = new Pass();
        mirrored.forEach(pass::see);
        Faults.Tally holes = new Faults.Tally();
        List<Writes.Acknowledged> unmirrored = new ArrayList<>();
        for (Writes.Acknowledged acknowledged : writes.acknowledged()) {
            LogRecord r = acknowledged.record();
            if (pass.seen.contains(r.id()) || mayBeCleaned(r)) {
                continue;
            }
            if (r.offset() < pass.reached.getOrDefault(r.topicPartition(), -1L)) {
                holes.add(name(r));
            } else {
                unmirrored.add(acknowledged);
            }
        }
        return pass.outcome(mirrored.size(), holes.faults(), unmirrored);
    }

    /** Whether compaction may have taken the record away. */
    public boolean mayBeCleaned(LogRecord r) {
        return compacted.test(r.topic()) && r.key() != null && lastOfKey.getOrDefault(cell(r), -1L) > r.offset();
    }

    private static String cell(LogRecord r) {
        return r.topic() + '/' + r.partition() + '/' + r.key();
    }

    static String name(LogRecord r) {
        return r.id() + " at " + r.topicPartition() + "@" + r.offset();
    }

    /** One reading of a log. */
    private final class Pass {
        private final Set<String> seen = new HashSet<>();
        private final Map<TopicPartition, Long> reached = new HashMap<>();
        private final Faults.Tally doubled = new Faults.Tally();
        private final Faults.Tally aborted = new Faults.Tally();
        private final Faults.Tally foreign = new Faults.Tally();
        private final Faults.Tally altered = new Faults.Tally();
        private final Faults.Tally displaced = new Faults.Tally();
        private final Faults.Tally disordered = new Faults.Tally();

        private void see(LogRecord copy) {
            doubled.addIf(!seen.add(copy.id()), name(copy));
            LogRecord original = written.get(copy.id());
            if (original == null) {
                unknown(copy);
                return;
            }
            altered.addIf(original.content() != copy.content(), name(copy));
            displaced.addIf(isDisplaced(original, copy), name(copy) + ", written to " + name(original));
            Long before = reached.put(original.topicPartition(), original.offset());
            disordered.addIf(before != null && before > original.offset(), name(copy));
        }

        private void unknown(LogRecord copy) {
            if (writes.aborted().contains(copy.id())) {
                aborted.add(name(copy));
            } else if (!writes.unresolved().contains(copy.id())) {
                foreign.add(name(copy));
            }
        }

        private boolean isDisplaced(LogRecord original, LogRecord copy) {
            return !original.topicPartition().equals(copy.topicPartition())
                    || preserved.test(original.topicPartition()) && original.offset() != copy.offset();
        }

        private MirrorOutcome outcome(int mirrored, Faults holes, List<Writes.Acknowledged> unmirrored) {
            return new MirrorOutcome(
                    mirrored,
                    doubled.faults(),
                    aborted.faults(),
                    foreign.faults(),
                    altered.faults(),
                    displaced.faults(),
                    disordered.faults(),
                    holes,
                    unmirrored);
        }
    }
}
