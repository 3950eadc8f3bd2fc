package dev.baton.translate;

import org.jspecify.annotations.Nullable;

/** One partition's log, as it is read for the times of its records, milliseconds since the epoch. */
interface TimedLog {

    /** Time of the last record before an offset; null where there is none. */
    @Nullable
    Long lastBefore(long offset);

    /** Passes records on, in order, from an offset to the end that the log has now, until the taker wants no more. */
    void scan(long from, Taker taker);

    /** Takes one record after the other. */
    interface Taker {
        /** Whether it wants another one. */
        boolean take(long offset, long time);
    }
}
