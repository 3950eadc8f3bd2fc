package dev.baton.translate;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One partition's log, as a search by content reads it: forwards, from an offset or a time on. */
interface SearchedLog {

    /** One record of it. */
    interface Entry {
        long offset();

        /** Milliseconds since the epoch. */
        long time();

        /** Whether the broker put the time of appending in the place of the record's own. */
        boolean isAppendTimed();

        /** What it holds, apart from its time; worked out when asked for. */
        Fingerprint content();
    }

    /** What the log holds; read before the search, so that the end may have moved on. */
    LogRange range();

    /** Whether the newest record carries the time of appending. */
    boolean isAppendTimed();

    /**
     * Offset of the first record of a time or later; the log's end where there is none. A time below 0, as records without one
     * have, lies before all.
     *
     * @return null where the log does not say
     */
    @Nullable
    Long firstAt(long time);

    /**
     * Passes records on, in order, with offsets from {@code from} up to but without {@code to}, aborted ones included.
     *
     * @param taker false from it ends the scan
     * @return whether {@code to} was reached, or the log's end where it ends before
     */
    boolean scan(long from, long to, Predicate<Entry> taker);
}
