package dev.baton.wire;

import java.nio.ByteBuffer;

/** Numbers of variable length as records hold them: zigzag, 7 bits a byte, low bits first. Reads one after the other. */
final class Varints {
    private final ByteBuffer bytes;
    private int position;

    Varints(ByteBuffer bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    void skip(int count) {
        position += count;
    }

    /** @throws IndexOutOfBoundsException past the end of the bytes */
    long next() {
        long raw = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get(position++);
            raw |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        return (raw >>> 1) ^ -(raw & 1);
    }

    static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    static void put(ByteBuffer out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
