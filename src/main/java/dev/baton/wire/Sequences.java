package dev.baton.wire;

/** Arithmetic of batch sequence numbers: 31 bits, wrapping to 0. */
public final class Sequences {
    private Sequences() {}

    /** The sequence that lies {@code count} records further on. */
    public static int add(int sequence, long count) {
        return (int) ((sequence + count) & Integer.MAX_VALUE);
    }
}
