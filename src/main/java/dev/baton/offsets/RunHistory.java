package dev.baton.offsets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * What the offset map topic says of one partition, entry by entry in the order of the topic: a later entry replaces one of
 * the same key, a tombstone takes it away. Holds a million runs in some tens of megabytes: arrays of numbers, no objects.
 * Not thread-safe.
 *
 * <p>Runs are written ahead of their records, by one writer at a time, who knows the log up to where an entry begins: below
 * that, it holds records of earlier source offsets alone. So whatever was written before and lies at or behind the start of a
 * later entry, on either side, was never followed by a record, and is void. Entries are therefore ascending at all times.
 */
public final class RunHistory {
    private static final int INITIAL = 16;

    private final Uuid topicId;
    private final int partition;
    private final TreeMap<Long, LostRange> lost = new TreeMap<>();
    private final Set<Long> unreadable = new HashSet<>();
    private final BitSet dead = new BitSet();
    private long[] keys = new long[INITIAL];
    private int[] starts = new int[INITIAL];
    private int entries;
    private int deadEntries;
    private long[] sources = new long[INITIAL];
    private long[] targets = new long[INITIAL];
    private int runs;

    public RunHistory(Uuid topicId, int partition) {
        this.topicId = topicId;
        this.partition = partition;
    }

    /** Takes an entry; its key is its first target offset. */
    public void put(MapEntry entry) {
        unreadable.remove(entry.firstTarget());
        Run first = entry.runs().get(0);
        voidFrom(first.source(), first.target());
        append(first.target(), entry.runs());
    }

    private void voidFrom(long source, long target) {
        while (entries > 0) {
            int start = starts[entries - 1];
            while (runs > start && (sources[runs - 1] >= source || targets[runs - 1] >= target)) {
                runs--;
            }
            if (!dead.get(entries - 1) && runs > start) {
                return;
            }
            dropLast();
        }
    }

    private void dropLast() {
        entries--;
        runs = starts[entries];
        if (dead.get(entries)) {
            dead.clear(entries);
            deadEntries--;
        }
    }

    /** Takes note of what was lost. */
    public void putLost(LostRange range) {
        lost.put(range.from(), range);
    }

    /** Forgets the lost range that begins there. */
    public void removeLost(long from) {
        lost.remove(from);
    }

    /** What was lost, in ascending order. */
    public List<LostRange> lost() {
        return List.copyOf(lost.values());
    }

    /** Takes note of an entry that is there and cannot be understood: damaged, or of a later format. */
    public void putUnreadable(long firstTarget) {
        remove(firstTarget);
        unreadable.add(firstTarget);
    }

    /** Whether every entry was understood; where not, a translation through the others would be a guess. */
    public boolean isWhole() {
        return unreadable.isEmpty();
    }

    private void append(long key, List<Run> more) {
        if (entries == keys.length) {
            keys = Arrays.copyOf(keys, grown(entries));
            starts = Arrays.copyOf(starts, grown(entries));
        }
        keys[entries] = key;
        starts[entries++] = runs;
        for (Run run : more) {
            if (runs == sources.length) {
                sources = Arrays.copyOf(sources, grown(runs));
                targets = Arrays.copyOf(targets, grown(runs));
            }
            sources[runs] = run.source();
            targets[runs++] = run.target();
        }
    }

    private static int grown(int size) {
        return size + (size >> 1);
    }

    /** Takes the entry of that first target offset away. */
    public void remove(long firstTarget) {
        unreadable.remove(firstTarget);
        int at = Arrays.binarySearch(keys, 0, entries, firstTarget);
        if (at < 0 || dead.get(at)) {
            return;
        }
        dead.set(at);
        deadEntries++;
        while (entries > 0 && dead.get(entries - 1)) {
            dropLast();
        }
        if (deadEntries > INITIAL && deadEntries > entries / 2) {
            compact();
        }
    }

    private void compact() {
        RunHistory living = new RunHistory(topicId, partition);
        for (int entry = 0; entry < entries; entry++) {
            if (!dead.get(entry)) {
                living.append(keys[entry], runsOf(entry));
            }
        }
        keys = living.keys;
        starts = living.starts;
        entries = living.entries;
        sources = living.sources;
        targets = living.targets;
        runs = living.runs;
        dead.clear();
        deadEntries = 0;
    }

    private List<Run> runsOf(int entry) {
        int end = endOf(entry);
        List<Run> of = new ArrayList<>(end - starts[entry]);
        for (int run = starts[entry]; run < end; run++) {
            of.add(new Run(sources[run], targets[run]));
        }
        return of;
    }

    private int endOf(int entry) {
        return entry + 1 < entries ? starts[entry + 1] : runs;
    }

    /** Whether there are no runs. */
    public boolean isEmpty() {
        return entries == deadEntries && unreadable.isEmpty();
    }

    /** Target offset at which the last run begins; empty where there are none. */
    public OptionalLong lastTarget() {
        return runs == 0 ? OptionalLong.empty() : OptionalLong.of(targets[runs - 1]);
    }

    /** The map of all runs. */
    public OffsetMap map() {
        return below(Long.MAX_VALUE);
    }

    /**
     * The map of the runs that begin below that target offset: one beyond the log's end was written ahead of records that
     * never came.
     */
    public OffsetMap below(long target) {
        OffsetMap.Builder map = new OffsetMap.Builder(runs);
        for (int entry = 0; entry < entries; entry++) {
            for (int run = starts[entry]; !dead.get(entry) && run < endOf(entry); run++) {
                if (targets[run] < target) {
                    map.add(sources[run], targets[run]);
                }
            }
        }
        return map.build().withLost(lost());
    }

    /** The entries that hold a run at or beyond that target offset. */
    public List<MapEntry> reaching(long target) {
        List<MapEntry> reaching = new ArrayList<>();
        for (int entry = 0; entry < entries; entry++) {
            if (!dead.get(entry) && targets[endOf(entry) - 1] >= target) {
                reaching.add(new MapEntry(topicId, partition, runsOf(entry)));
            }
        }
        return reaching;
    }

    /**
     * Keys of entries that nothing at or beyond that target offset, which is where its log starts now, lies in: a record of a
     * later entry lay below it. A later run that was only written ahead may be taken back yet.
     */
    public List<Long> endingBelow(long target) {
        List<Long> ending = new ArrayList<>();
        for (int entry = 0; entry + 1 < entries && keys[entry + 1] < target; entry++) {
            if (!dead.get(entry) && !dead.get(entry + 1)) {
                ending.add(keys[entry]);
            }
        }
        return ending;
    }
}
