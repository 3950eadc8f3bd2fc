package dev.baton.mirrormaker;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Offsets that were given for one partition, in the memory of one number each: there can be millions. For one thread. */
public final class OffsetSet {
    private static final int FIRST = 2;

    private long[] offsets = new long[FIRST];
    private int count;
    private boolean rising = true;

    /** Adds one; where it is there already, that shows in nothing but the room that is taken for a while. */
    void add(long offset) {
        long newest = count == 0 ? Long.MIN_VALUE : offsets[count - 1];
        if (offset == newest) {
            return;
        }
        rising &= offset > newest;
        if (count == offsets.length) {
            long[] distinct = rising ? offsets : stream().toArray();
            count = distinct.length;
            offsets = Arrays.copyOf(distinct, count * 2);
        }
        offsets[count++] = offset;
    }

    /** Each once, in rising order. */
    public LongStream stream() {
        LongStream all = Arrays.stream(offsets, 0, count);
        return rising ? all : all.sorted().distinct();
    }
}
