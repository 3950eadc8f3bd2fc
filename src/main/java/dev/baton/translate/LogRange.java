package dev.baton.translate;

/**
 * What one partition's log holds.
 *
 * @param start log start offset
 * @param end log end offset: that of the next record to come
 */
public record LogRange(long start, long end) {
    public boolean isEmpty() {
        return start >= end;
    }
}
