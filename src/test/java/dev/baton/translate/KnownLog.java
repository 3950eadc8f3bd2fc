package dev.baton.translate;

import java.util.List;
import java.util.function.Predicate;

/** A log that is all in memory. */
record KnownLog(LogRange range, List<Known> records) implements SearchedLog {

    /** A record of it. */
    record Known(long offset, long time, long value, boolean isAppendTimed) implements Entry {
        @Override
        public Fingerprint content() {
            return new Fingerprint(value, 0);
        }
    }

    @Override
    public boolean isAppendTimed() {
        return !records.isEmpty() && records.get(records.size() - 1).isAppendTimed();
    }

    @Override
    public Long firstAt(long time) {
        return records.stream()
                .filter(known -> known.time() >= time)
                .map(Known::offset)
                .findFirst()
                .orElse(range.end());
    }

    @Override
    public boolean scan(long from, long to, Predicate<Entry> taker) {
        for (Known known : records) {
            if (known.offset() >= from && known.offset() < to && !taker.test(known)) {
                return false;
            }
        }
        return true;
    }
}
