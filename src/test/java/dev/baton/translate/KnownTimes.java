package dev.baton.translate;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A log of times that is all in memory, and counts the records that are read of it. */
final class KnownTimes implements TimedLog {
    private final NavigableMap<Long, Long> times = new TreeMap<>();
    private int read;

    /** @param times of the records from offset 0 on; those below 0 stand for holes */
    KnownTimes(long... times) {
        for (int i = 0; i < times.length; i++) {
            if (times[i] >= 0) {
                this.times.put((long) i, times[i]);
            }
        }
    }

    int read() {
        return read;
    }

    @Override
    public @Nullable Long lastBefore(long offset) {
        var before = times.lowerEntry(offset);
        return before == null ? null : before.getValue();
    }

    @Override
    public void scan(long from, Taker taker) {
        for (var record : times.tailMap(from).entrySet()) {
            read++;
            if (!taker.take(record.getKey(), record.getValue())) {
                return;
            }
        }
    }
}
