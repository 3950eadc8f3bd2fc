package dev.baton.offsets;

import java.time.Instant;

/**
 * Source offsets that the source deleted before they were mirrored, and that the mirror was told to go on without.
 *
 * @param from the first of them
 * @param to one past the last of them
 * @param target log end on the target when that was found: no record from before the loss lies at or beyond it, none from
 *     behind it below
 * @param found when that was
 */
public record LostRange(long from, long to, long target, Instant found) {
    public LostRange {
        if (from < 0 || to <= from || target < 0) {
            throw new IllegalArgumentException("no range of offsets: " + from + " to " + to + " at " + target);
        }
    }

    /** How many offsets were lost, which is how many records at most. */
    public long length() {
        return to - from;
    }
}
