package dev.baton.offsets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The offset map of one mirrored partition: runs of constant delta, growing in both offsets. Immutable.
 *
 * <p>Invariants: A. runs are strictly growing in source and in target offset; B. a record at source offset {@code s} of run
 * {@code i} lies at {@code target(i) + s - source(i)} on the target; C. what lies on the target between the last record of
 * a run and the next run's first is no record of the source (markers). Hence translation of a committed offset, the next
 * one to read, is exact also where that offset itself holds no record.
 *
 * <p>Without runs, a partition is preserved: both offsets are the same. One that ceases to be preserved gets, as its first
 * run, the start of the preserved part (source and target alike), so that the map speaks of all of it.
 *
 * <p>The map knows nothing of where mirrored data ends: a caller clamps to the end of what is mirrored, since beyond the last
 * record both logs can hold offsets without a record.
 */
public final class OffsetMap {
    public static final OffsetMap PRESERVED = new OffsetMap(new long[0], new long[0]);

    private final long[] sources;
    private final long[] targets;

    private OffsetMap(long[] sources, long[] targets) {
        this.sources = sources;
        this.targets = targets;
    }

    /**
     * A map of the given runs, in any order.
     *
     * @throws IllegalArgumentException where two runs contradict invariant A
     */
    public static OffsetMap of(List<Run> runs) {
        List<Run> sorted = new ArrayList<>(runs);
        sorted.sort((a, b) -> Long.compare(a.target(), b.target()));
        long[] sources = new long[sorted.size()];
        long[] targets = new long[sorted.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = sorted.get(i).source();
            targets[i] = sorted.get(i).target();
            if (i > 0 && (sources[i] <= sources[i - 1] || targets[i] <= targets[i - 1])) {
                throw new IllegalArgumentException(
                        "runs " + sorted.get(i - 1) + " and " + sorted.get(i) + " contradict");
            }
        }
        return new OffsetMap(sources, targets);
    }

    public boolean isPreserved() {
        return sources.length == 0;
    }

    /** The runs, ascending. */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>(sources.length);
        for (int i = 0; i < sources.length; i++) {
            runs.add(new Run(sources[i], targets[i]));
        }
        return List.copyOf(runs);
    }

    /**
     * Where a group that has consumed everything below {@code source} stands on the target: every mirrored record below
     * {@code source} lies below the answer, every other one at or above it.
     */
    public long toTarget(long source) {
        return translate(sources, targets, source);
    }

    /** The inverse of {@link #toTarget}: where a group that stands at {@code target} stands on the source. */
    public long toSource(long target) {
        return translate(targets, sources, target);
    }

    private static long translate(long[] from, long[] to, long offset) {
        if (from.length == 0) {
            return offset;
        }
        int found = Arrays.binarySearch(from, offset);
        int run = found >= 0 ? found : -found - 2;
        if (run < 0) {
            return to[0];
        }
        long inRun = to[run] + (offset - from[run]);
        return run + 1 < to.length ? Math.min(inRun, to[run + 1]) : inRun;
    }
}
