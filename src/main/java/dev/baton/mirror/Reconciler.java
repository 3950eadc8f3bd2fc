package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
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
 * <p>A preserved partition may differ from its source in one way only, by control batches that the broker wrote twice: they
 * move what follows, and the difference is found here. Anything else that differs is not this mirror's work, and the
 * partition stops.
 */
final class Reconciler {
    private final String partition;
    private final Iterator<LogItem> source;
    private final Iterator<LogItem> target;
    private @Nullable LogItem sourceItem;

    Reconciler(String partition, Iterator<LogItem> source, Iterator<LogItem> target) {
        this.partition = partition;
        this.source = source;
        this.target = target;
    }

    /**
     * Where both logs were the same before, and where the target ends.
     *
     * @param sourceOffset everything below is on the target
     * @param targetOffset below {@code sourceOffset} on the source is below this on the target
     */
    record Stretch(long sourceOffset, long targetOffset, long targetEnd) {}

    /**
     * What the walk found.
     *
     * @param nextSource the source offset to go on with
     * @param dataEnd one past the last mirrored record on the target, or the start of the stretch where it holds none
     * @param shifts runs that the map does not know: from there on, records lie elsewhere than it says
     * @param holes offsets of the target's stretch that hold no record
     */
    record Found(long nextSource, long dataEnd, List<Run> shifts, long holes) {
        Found {
            shifts = List.copyOf(shifts);
        }

        /** Nothing unknown. */
        Found(long nextSource, long dataEnd) {
            this(nextSource, dataEnd, List.of(), 0);
        }
    }

    /** Walks a preserved partition; record by record, both logs must say the same. */
    Found preserved(Stretch stretch, OffsetMap map) {
        List<Run> shifts = new ArrayList<>();
        long holes = 0;
        long s = stretch.sourceOffset();
        long t = stretch.targetOffset();
        long dataEnd = t;
        while (t < stretch.targetEnd()) {
            LogItem item = target.hasNext() ? target.next() : new LogItem.Hole(t, stretch.targetEnd() - t);
            if (item instanceof LogItem.Entry record) {
                s = passHole(s);
                compare(record, at(s));
                noteShift(shifts, map, new Run(s, record.offset()));
                s++;
                t = record.offset() + 1;
                dataEnd = t;
            } else if (item instanceof LogItem.Hole hole) {
                s += takeHole(s, hole.length());
                t = hole.offset() + hole.length();
                holes += hole.length();
            }
        }
        return new Found(s, dataEnd, shifts, holes);
    }

    private static void noteShift(List<Run> shifts, OffsetMap map, Run here) {
        Run known = map.runAt(here.source()).orElse(new Run(0, 0));
        Run last = shifts.isEmpty() ? known : shifts.get(shifts.size() - 1);
        Run holding = last.source() > known.source() ? last : known;
        if (here.target() - here.source() != holding.target() - holding.source()) {
            shifts.add(here);
        }
    }

    // the target has a record where the source has a hole: an earlier surplus marker stands for it
    private long passHole(long offset) {
        LogItem item = at(offset);
        if (item instanceof LogItem.Hole hole) {
            return hole.offset() + hole.length();
        }
        return offset;
    }

    /** How much of a hole of the target the source has at that offset; the rest is surplus. */
    private long takeHole(long offset, long length) {
        long taken = 0;
        while (taken < length) {
            LogItem item = at(offset + taken);
            if (!(item instanceof LogItem.Hole hole)) {
                break;
            }
            taken = Math.min(length, hole.offset() + hole.length() - offset);
        }
        return taken;
    }

    /** Walks a mapped partition: every record found on the target is looked up on the source through the map. */
    Found mapped(Stretch stretch, OffsetMap map, boolean compacted) {
        long nextSource = stretch.sourceOffset();
        long dataEnd = stretch.targetOffset();
        while (target.hasNext()) {
            LogItem item = target.next();
            if (item instanceof LogItem.Entry record && record.offset() < stretch.targetEnd()) {
                long offset = map.toSource(record.offset());
                LogItem there = at(offset);
                // compaction may have taken the source's record since it was mirrored
                if (!compacted || there instanceof LogItem.Entry) {
                    compare(record, there);
                }
                nextSource = offset + 1;
                dataEnd = record.offset() + 1;
            }
        }
        return new Found(nextSource, dataEnd);
    }

    /** What the source has at an offset; null past its end. Offsets are asked for in ascending order. */
    private @Nullable LogItem at(long offset) {
        while (sourceItem == null || endOf(sourceItem) <= offset) {
            if (!source.hasNext()) {
                return null;
            }
            sourceItem = source.next();
        }
        return sourceItem.offset() <= offset ? sourceItem : null;
    }

    private static long endOf(LogItem item) {
        return item instanceof LogItem.Hole hole ? hole.offset() + hole.length() : item.offset() + 1;
    }

    private void compare(LogItem.Entry onTarget, @Nullable LogItem onSource) {
        if (!(onSource instanceof LogItem.Entry record) || !record.sameContent(onTarget)) {
            throw new BatonException(
                    FailureKind.REFUSED,
                    partition + ": the record at offset " + onTarget.offset()
                            + " of the target is not the one that the source has for it",
                    "somebody else wrote to the topic, or the source's log was cut; delete the topic on the target to"
                            + " mirror it anew");
        }
    }
}
