package dev.baton.offsets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    public static final OffsetMap PRESERVED = new OffsetMap(new long[0], new long[0], 0, List.of());

    // the arrays may be longer than the map: a longer map made by plus() shares them
    private final long[] sources;
    private final long[] targets;
    private final int size;
    private final List<LostRange> lost;

    private OffsetMap(long[] sources, long[] targets, int size, List<LostRange> lost) {
        this.sources = sources;
        this.targets = targets;
        this.size = size;
        this.lost = lost;
    }

    /** The same map, which knows what was lost, in ascending order. */
    public OffsetMap withLost(List<LostRange> ranges) {
        return ranges.isEmpty() && lost.isEmpty() ? this : new OffsetMap(sources, targets, size, List.copyOf(ranges));
    }

    /** Source offsets that were deleted before they were mirrored, in ascending order. */
    public List<LostRange> lost() {
        return lost;
    }

    /** What was lost of that which a group has not consumed that stands at {@code source}, in ascending order. */
    public List<LostRange> lostFrom(long source) {
        return lost.stream().filter(range -> range.to() > source).toList();
    }

    /**
     * A map of the given runs, in any order.
     *
     * @throws IllegalArgumentException where two runs contradict invariant A
     */
    public static OffsetMap of(List<Run> runs) {
        List<Run> sorted = new ArrayList<>(runs);
        sorted.sort((a, b) -> Long.compare(a.target(), b.target()));
        Builder map = new Builder(sorted.size());
        sorted.forEach(run -> map.add(run.source(), run.target()));
        return map.build();
    }

    /** Collects runs, ascending. */
    static final class Builder {
        private final long[] sources;
        private final long[] targets;
        private int size;

        Builder(int atMost) {
            this.sources = new long[atMost];
            this.targets = new long[atMost];
        }

        void add(long source, long target) {
            if (size > 0 && (source <= sources[size - 1] || target <= targets[size - 1])) {
                throw new IllegalArgumentException("runs " + new Run(sources[size - 1], targets[size - 1]) + " and "
                        + new Run(source, target) + " contradict");
            }
            sources[size] = source;
            targets[size++] = target;
        }

        OffsetMap build() {
            return size == 0 ? PRESERVED : new OffsetMap(sources, targets, size, List.of());
        }
    }

    /**
     * This map and later runs. Cheap where each map is extended once, as by the one writer of a partition; a second
     * extension of the same map is not allowed.
     *
     * @throws IllegalArgumentException where a run contradicts invariant A
     */
    public OffsetMap plus(List<Run> later) {
        int grown = size + later.size();
        boolean room = grown <= sources.length;
        int capacity = Math.max(grown, size + (size >> 1));
        long[] s = room ? sources : Arrays.copyOf(sources, capacity);
        long[] t = room ? targets : Arrays.copyOf(targets, capacity);
        int i = size;
        for (Run run : later) {
            if (i > 0 && (run.source() <= s[i - 1] || run.target() <= t[i - 1])) {
                throw new IllegalArgumentException(run + " does not follow " + new Run(s[i - 1], t[i - 1]));
            }
            s[i] = run.source();
            t[i] = run.target();
            i++;
        }
        return new OffsetMap(s, t, grown, lost);
    }

    public boolean isPreserved() {
        return size == 0;
    }

    /** The run that a source offset lies in: the last that begins at or below it; empty before the first. */
    public Optional<Run> runAt(long source) {
        int found = Arrays.binarySearch(sources, 0, size, source);
        int run = found >= 0 ? found : -found - 2;
        return run < 0 ? Optional.empty() : Optional.of(new Run(sources[run], targets[run]));
    }

    /** The last run that begins below a target offset; empty where none does. */
    public Optional<Run> lastBelow(long target) {
        int found = Arrays.binarySearch(targets, 0, size, target);
        int run = found >= 0 ? found - 1 : -found - 2;
        return run < 0 ? Optional.empty() : Optional.of(new Run(sources[run], targets[run]));
    }

    /** How many runs there are. */
    public int size() {
        return size;
    }

    /** How many runs end at or below a target offset. */
    public int runsBelow(long target) {
        int found = Arrays.binarySearch(targets, 0, size, target);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    /** The same map without the runs, and the losses, that lie below a target offset; it holds less memory. */
    public OffsetMap from(long target) {
        int gone = runsBelow(target);
        List<LostRange> left =
                lost.stream().filter(range -> range.target() >= target).toList();
        return gone == 0
                ? withLost(left)
                : new OffsetMap(
                        Arrays.copyOfRange(sources, gone, size),
                        Arrays.copyOfRange(targets, gone, size),
                        size - gone,
                        left);
    }

    /** Target minus source offset of the last run; 0 where preserved. */
    public long lastDelta() {
        return size == 0 ? 0 : targets[size - 1] - sources[size - 1];
    }

    /** The runs, ascending. */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            runs.add(new Run(sources[i], targets[i]));
        }
        return List.copyOf(runs);
    }

    /**
     * Where a group that has consumed everything below {@code source} stands on the target: every mirrored record below
     * {@code source} lies below the answer, every other one at or above it.
     */
    public long toTarget(long source) {
        return translate(sources, targets, size, source);
    }

    /** The inverse of {@link #toTarget}: where a group that stands at {@code target} stands on the source. */
    public long toSource(long target) {
        return translate(targets, sources, size, target);
    }

    private static long translate(long[] from, long[] to, int size, long offset) {
        if (size == 0) {
            return offset;
        }
        int found = Arrays.binarySearch(from, 0, size, offset);
        int run = found >= 0 ? found : -found - 2;
        if (run < 0) {
            return to[0];
        }
        long inRun = to[run] + (offset - from[run]);
        return run + 1 < size ? Math.min(inRun, to[run + 1]) : inRun;
    }
}
