package dev.baton.translate;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The least time of the last record that a group consumed and of those that it did not, for all commits of one partition. The
 * log is read once, from the lowest commit on: what is unconsumed for a commit is so for each that is lower. Behind each commit
 * so many records are looked through, far beyond how much times go back; where the next commit lies further off than that, the
 * records between are passed over.
 */
final class LeastTimes {
    private final TimedLog log;
    private final int lookedThrough;
    private final NavigableSet<Long> open;

    /** The least time from each commit's anchor to the next commit. */
    private final NavigableMap<Long, Long> least = new TreeMap<>();

    private final Set<Long> anchored = new HashSet<>();
    private @Nullable Long last;
    private int left;

    private LeastTimes(TimedLog log, int lookedThrough, Collection<Long> commits) {
        this.log = log;
        this.lookedThrough = lookedThrough;
        this.open = new TreeSet<>(commits);
    }

    /** By commit; without those before which there is no record. */
    static Map<Long, Long> of(TimedLog log, int lookedThrough, Collection<Long> commits) {
        LeastTimes times = new LeastTimes(log, lookedThrough, commits);
        while (!times.open.isEmpty()) {
            times.readOn();
        }
        return times.fromEachOn();
    }

    private void readOn() {
        long from = open.first();
        last = log.lastBefore(from);
        begin();
        log.scan(from, this::take);
        // where the scan came to the log's end, no record lies between the last one and the commits that are left
        while (left > 0 && !open.isEmpty()) {
            begin();
        }
    }

    private boolean take(long offset, long time) {
        while (!open.isEmpty() && open.first() <= offset) {
            begin();
        }
        least.merge(least.lastKey(), time, Math::min);
        last = time;
        return --left > 0;
    }

    /** The next commit, whose anchor is the last record that was read. */
    private void begin() {
        Long commit = open.first();
        open.remove(commit);
        if (last != null) {
            anchored.add(commit);
        }
        least.put(commit, last == null ? Long.MAX_VALUE : last);
        left = lookedThrough;
    }

    private Map<Long, Long> fromEachOn() {
        Map<Long, Long> times = new HashMap<>();
        long lowest = Long.MAX_VALUE;
        for (Map.Entry<Long, Long> one : least.descendingMap().entrySet()) {
            lowest = Math.min(lowest, one.getValue());
            if (anchored.contains(one.getKey())) {
                times.put(one.getKey(), lowest);
            }
        }
        return times;
    }
}
