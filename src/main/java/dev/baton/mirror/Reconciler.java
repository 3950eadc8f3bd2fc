package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.wire.LogItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what lies behind the last mark of a partition on both sides, before anything more is written. Pure: it walks two
 * logs that are handed to it.
 *
 * <p>A target may differ from what its map says in one way only, by control batches that a broker wrote twice: they move what
 * follows, and the difference is found here. Anything else that differs is not this mirror's work, and the partition stops.
 */
final class Reconciler {
    /** More surplus markers than that, between two records of a compacted partition, were never a broker's mistake. */
    private static final int MAX_SURPLUS = 64;

    /** What holds on a preserved partition where the map has no run. */
    private static final Run SAME_OFFSETS = new Run(0, 0);

    private final Contradiction contradiction;
    private final SourceWalk source;
    private final Iterator<LogItem> target;

    /** Makes the failure of a record of the target that is not the source's. */
    interface Contradiction {
        /**
         * The failure to throw.
         *
         * @param sourceOffset where the source would have the record
         * @param targetOffset where the target has another one
         */
        BatonException at(long sourceOffset, long targetOffset);
    }

    Reconciler(Contradiction contradiction, Iterator<LogItem> source, Iterator<LogItem> target) {
        this.contradiction = contradiction;
        this.source = new SourceWalk(source);
        this.target = target;
    }

    /**
     * Where both logs were the same before, and where the target ends.
     *
     * @param sourceOffset everything below is on the target
     * @param targetOffset below {@code sourceOffset} on the source is below this on the target
     */
    record Stretch(long sourceOffset, long targetOffset, long targetEnd) {
        /** How many offsets of the target it spans. */
        long length() {
            return targetEnd - targetOffset;
        }
    }

    /**
     * What the walk found.
     *
     * @param nextSource the source offset to go on with
     * @param dataEnd one past the last mirrored record on the target, or the start of the stretch where it holds none
     * @param shifts from the first of them on, the map's runs are void, and these hold
     * @param holes offsets of the target's stretch that hold no record
     * @param leaderEpoch of what was compared just before {@code nextSource} on the source; null where nothing was, or it
     *     is not known
     */
    record Found(
            long nextSource,
            long dataEnd,
            List<Run> shifts,
            long holes,
            @Nullable Integer leaderEpoch) {
        Found {
            shifts = List.copyOf(shifts);
        }

        /** Nothing unknown. */
        Found(long nextSource, long dataEnd) {
            this(nextSource, dataEnd, List.of(), 0, null);
        }

        /** The same, to go on with that source offset at the least. */
        Found notBelow(long offset) {
            return nextSource >= offset ? this : new Found(offset, dataEnd, shifts, holes, null);
        }

        /** Every run of the map at or beyond this target offset is void: no record followed it, or it followed elsewhere. */
        long validBelow(OffsetMap map) {
            return shifts.isEmpty()
                    ? dataEnd
                    : Math.min(
                            shifts.get(0).target(), map.toTarget(shifts.get(0).source()));
        }
    }

    /** Walks a preserved partition; record by record, both logs must say the same. */
    Found preserved(Stretch stretch, OffsetMap map) {
        Shifts shifts = new Shifts(map, SAME_OFFSETS);
        long holes = 0;
        long s = stretch.sourceOffset();
        long t = stretch.targetOffset();
        long dataEnd = t;
        while (t < stretch.targetEnd()) {
            LogItem item = target.hasNext() ? target.next() : new LogItem.Hole(t, stretch.targetEnd() - t);
            source.forgetBelow(s);
            if (item instanceof LogItem.Entry record) {
                s = passHole(s);
                require(record, s, source.at(s));
                shifts.found(s, record.offset());
                s++;
                dataEnd = record.offset() + 1;
            } else if (item instanceof LogItem.Hole hole) {
                s += takeHole(s, hole.length());
                holes += hole.length();
            }
            t = SourceWalk.endOf(item);
        }
        return new Found(s, dataEnd, shifts.runs, holes, source.epochBelow(s));
    }

    /**
     * Walks a preserved partition of a compacted log. What follows the last record is never what compaction took, which
     * leaves the last record of a key: where the source has a record there, it is yet to be mirrored, and the target's hole
     * is a marker too many.
     */
    Found preservedCompacted(Stretch stretch, OffsetMap map) {
        Found records = compacted(stretch, map, SAME_OFFSETS);
        long next = records.nextSource() + takeHole(records.nextSource(), stretch.targetEnd() - records.dataEnd());
        return new Found(next, records.dataEnd(), records.shifts(), records.holes(), source.epochBelow(next));
    }

    // the target has a record where the source has a hole: an earlier surplus marker stands for it
    private long passHole(long offset) {
        long behind = offset;
        while (source.at(behind) instanceof LogItem.Hole hole) {
            behind = SourceWalk.endOf(hole);
        }
        return behind;
    }

    /** How much of a hole of the target the source has at that offset; the rest is surplus. */
    private long takeHole(long offset, long length) {
        long taken = 0;
        while (taken < length && source.at(offset + taken) instanceof LogItem.Hole hole) {
            taken = Math.min(length, SourceWalk.endOf(hole) - offset);
        }
        return taken;
    }

    /** Walks a mapped partition of a log that keeps its records: each of the target is the next one of the source. */
    Found mapped(Stretch stretch, OffsetMap map) {
        Shifts shifts = new Shifts(map, null);
        long s = stretch.sourceOffset();
        long dataEnd = stretch.targetOffset();
        long records = 0;
        while (target.hasNext()) {
            if (target.next() instanceof LogItem.Entry record && record.offset() < stretch.targetEnd()) {
                source.forgetBelow(s);
                LogItem.Entry there = source.nextRecord(s);
                s = there == null ? s : there.offset();
                require(record, s, there);
                shifts.found(s, record.offset());
                s++;
                dataEnd = record.offset() + 1;
                records++;
            }
        }
        return new Found(s, dataEnd, shifts.runs, stretch.length() - records, source.epochBelow(s));
    }

    /**
     * Walks a mapped partition of a compacted log. Either side may have lost records since, so that each of the target is
     * looked up on the source through the map, moved by as many surplus markers as the holes before it can be.
     */
    Found compacted(Stretch stretch, OffsetMap map) {
        return compacted(stretch, map, null);
    }

    private Found compacted(Stretch stretch, OffsetMap map, @Nullable Run floor) {
        Shifts shifts = new Shifts(map, floor);
        long s = stretch.sourceOffset();
        long dataEnd = stretch.targetOffset();
        long records = 0;
        long surplus = 0;
        long holes = 0;
        while (target.hasNext()) {
            LogItem item = target.next();
            if (item instanceof LogItem.Hole hole) {
                holes += hole.length();
            } else if (item instanceof LogItem.Entry record && record.offset() < stretch.targetEnd()) {
                source.forgetBelow(s);
                surplus = surplus(record, map, surplus, Math.min(holes, MAX_SURPLUS), s);
                long offset = map.toSource(record.offset() - surplus);
                holes = source.at(offset) instanceof LogItem.Entry ? 0 : holes;
                shifts.found(offset, record.offset());
                s = offset + 1;
                dataEnd = record.offset() + 1;
                records++;
            }
        }
        return new Found(s, dataEnd, shifts.runs, stretch.length() - records, source.epochBelow(s));
    }

    /**
     * How many surplus markers lie before a record: as many as before the last one, or some of the holes since as well, or
     * fewer, where a later gap made up for them.
     */
    private long surplus(LogItem.Entry record, OffsetMap map, long before, long holes, long from) {
        for (long more = 0; more <= holes; more++) {
            if (isThere(record, map, before + more, from)) {
                return before + more;
            }
        }
        for (long fewer = 1; fewer <= before; fewer++) {
            if (isThere(record, map, before - fewer, from)) {
                return before - fewer;
            }
        }
        // compaction may have taken the source's record since it was mirrored
        long offset = map.toSource(record.offset() - before);
        if (!(source.at(offset) instanceof LogItem.Hole)) {
            throw contradiction.at(offset, record.offset());
        }
        return before;
    }

    /** Whether the source has the record where it is if so many surplus markers lie before it on the target. */
    private boolean isThere(LogItem.Entry record, OffsetMap map, long surplus, long from) {
        long there = record.offset() - surplus;
        long offset = map.toSource(there);
        boolean mapped = offset >= from && map.toTarget(offset) == there;
        return mapped && source.at(offset) instanceof LogItem.Entry found && found.isSameAs(record);
    }

    private void require(LogItem.Entry onTarget, long sourceOffset, @Nullable LogItem onSource) {
        if (!(onSource instanceof LogItem.Entry record) || !record.isSameAs(onTarget)) {
            throw contradiction.at(sourceOffset, onTarget.offset());
        }
    }

    /** Runs that differ from those of the map: once one does, those behind it stand where they were found. */
    private static final class Shifts {
        private final OffsetMap map;
        private final @Nullable Run floor;
        private final List<Run> runs = new ArrayList<>();

        /** With the run that holds where the map has none. */
        private Shifts(OffsetMap map, @Nullable Run floor) {
            this.map = map;
            this.floor = floor;
        }

        private void found(long source, long target) {
            Run holding = runs.isEmpty() ? map.runAt(source).orElse(floor) : runs.get(runs.size() - 1);
            if (holding == null || target - source != holding.target() - holding.source()) {
                runs.add(new Run(source, target));
            }
        }
    }
}
