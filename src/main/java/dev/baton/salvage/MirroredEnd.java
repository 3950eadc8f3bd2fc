package dev.baton.salvage;

import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.Records;
import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.Mark;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * Finds where on the source the mirrored part of a partition ends, exactly. The mirror may have been killed after its last
 * mark: what it appended in between lies below the failover point, and is looked up on the source. Where there is nothing in
 * between, the last mirrored record is.
 */
final class MirroredEnd {
    private static final List<Long> WINDOWS = List.of(100L, 10_000L, 1_000_000L);

    private final Records source;
    private final Records target;

    MirroredEnd(Records source, Records target) {
        this.source = source;
        this.target = target;
    }

    /** What is asked about. */
    record Question(Mark mark, OffsetMap map, long failoverPoint, boolean compacted, long sourceStart, long sourceEnd) {
        TopicPartition onSource() {
            return mark.sourcePartition();
        }

        TopicPartition onTarget() {
            return mark.targetPartition();
        }
    }

    /**
     * Where it ends.
     *
     * @param onSource the first offset that was not mirrored: every committed record below it is on the target, none at or
     *     above is
     * @param onTarget behind the last record that both hold
     */
    record Ends(long onSource, long onTarget) {}

    /**
     * Both ends.
     *
     * @throws BatonException REFUSED where the two logs contradict each other
     */
    Ends of(Question asked) {
        Mark mark = asked.mark();
        if (asked.failoverPoint() < mark.targetOffset()) {
            throw refused(asked.onTarget() + " ended at " + asked.failoverPoint() + " when it was switched, and "
                    + mark.targetOffset() + " offsets were mirrored: the target lost data");
        }
        try (RecordReader onSource = source.open(Isolation.COMMITTED);
                RecordReader onTarget = target.open(Isolation.COMMITTED)) {
            RecordPages copies =
                    new RecordPages(onTarget, asked.onTarget(), mark.targetOffset(), asked.failoverPoint());
            RecordPages originals = new RecordPages(onSource, asked.onSource(), mark.sourceOffset(), asked.sourceEnd());
            Ends ends = null;
            for (KafkaRecord copy = copies.next(); copy != null; copy = copies.next()) {
                ends = new Ends(locate(asked, copy, originals) + 1, copy.offset() + 1);
            }
            return ends == null
                    ? new Ends(Math.max(mark.sourceOffset(), mark.coveredTo()), compareLast(asked, onSource, onTarget))
                    : ends;
        }
    }

    /** The source offset of a record that was mirrored after the last mark. */
    private static long locate(Question asked, KafkaRecord copy, RecordPages originals) {
        long expected = asked.map().toSource(copy.offset());
        boolean gone = expected < asked.sourceStart() || expected >= asked.sourceEnd();
        if (asked.compacted() || gone) {
            KafkaRecord found = originals.peek();
            while (found != null && found.offset() < expected) {
                originals.next();
                found = originals.peek();
            }
            // compaction or retention may have taken it since it was mirrored
            if (found != null && found.offset() == expected) {
                compare(asked, copy, found);
            }
            return expected;
        }
        // in order, since a marker that the broker wrote twice moves what follows before the map can say so
        KafkaRecord original = originals.next();
        if (original == null) {
            throw differs(asked, copy.offset());
        }
        compare(asked, copy, original);
        return original.offset();
    }

    /** Holds the last mirrored record against the source's; gives the target offset behind it. */
    private static long compareLast(Question asked, RecordReader onSource, RecordReader onTarget) {
        long end = asked.failoverPoint();
        for (long window : WINDOWS) {
            List<KafkaRecord> read =
                    onTarget.read(asked.onTarget(), Math.max(0, end - window), end, (int) Math.min(end, window));
            if (read.isEmpty()) {
                continue;
            }
            KafkaRecord last = read.get(read.size() - 1);
            long expected = asked.map().toSource(last.offset());
            List<KafkaRecord> there = onSource.read(asked.onSource(), expected, expected + 1, 1);
            boolean canBeGone = asked.compacted() || expected < asked.sourceStart() || expected >= asked.sourceEnd();
            if (there.isEmpty() && !canBeGone) {
                throw differs(asked, last.offset());
            }
            there.forEach(original -> compare(asked, last, original));
            return last.offset() + 1;
        }
        return end;
    }

    private static void compare(Question asked, KafkaRecord copy, KafkaRecord original) {
        boolean timed = copy.timestampType() == TimestampType.CREATE_TIME
                && original.timestampType() == TimestampType.CREATE_TIME;
        boolean same = Arrays.equals(copy.key(), original.key())
                && Arrays.equals(copy.value(), original.value())
                && copy.headers().equals(original.headers())
                && (!timed || copy.timestamp() == original.timestamp());
        if (!same) {
            throw differs(asked, copy.offset());
        }
    }

    private static BatonException differs(Question asked, long offset) {
        return refused("the record at offset " + offset + " of " + asked.onTarget()
                + " on the target is not the one that the source has for it now: the source's log was cut and written"
                + " anew, or the records before the failover point are not the mirror's alone");
    }

    private static BatonException refused(String what) {
        return BatonException.refused(what, "compare both logs by hand");
    }
}
