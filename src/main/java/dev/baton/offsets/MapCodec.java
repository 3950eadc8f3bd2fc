package dev.baton.offsets;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * Bytes of the offset map topic. Key: topic id (16), partition (4), target offset of the first run (8). Value: format
 * version (1), number of runs, then each run as its distance from the one before, source first; numbers are
 * variable-length, 7 bits a byte, low bits first.
 *
 * <p>A lost range has the key of an entry with its first source offset in place of the target's, and {@link #LOST} behind it.
 * Value: format version (1), length of the range, target offset, time found in milliseconds since the epoch.
 */
public final class MapCodec {
    private static final byte VERSION = 1;
    private static final byte LOST = 'L';
    private static final int KEY_BYTES = 28;
    private static final int MAX_VARINT_BYTES = 10;

    private MapCodec() {}

    public static byte[] key(MapEntry entry) {
        return key(entry.topicId(), entry.partition(), entry.firstTarget());
    }

    /** The key alone, for a tombstone. */
    public static byte[] key(Uuid topicId, int partition, long firstTarget) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(partition)
                .putLong(firstTarget)
                .array();
    }

    public static byte[] value(MapEntry entry) {
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + MAX_VARINT_BYTES * (1 + 2 * entry.runs().size()));
        bytes.put(VERSION);
        putVarint(bytes, entry.runs().size());
        long source = 0;
        long target = 0;
        for (Run run : entry.runs()) {
            putVarint(bytes, run.source() - source);
            putVarint(bytes, run.target() - target);
            source = run.source();
            target = run.target();
        }
        byte[] value = new byte[bytes.position()];
        bytes.flip().get(value);
        return value;
    }

    /** The key of a lost range. */
    public static byte[] lostKey(Uuid topicId, int partition, long from) {
        return ByteBuffer.allocate(KEY_BYTES + 1)
                .put(key(topicId, partition, from))
                .put(LOST)
                .array();
    }

    public static byte[] value(LostRange range) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 3 * MAX_VARINT_BYTES).put(VERSION);
        putVarint(bytes, range.length());
        putVarint(bytes, range.target());
        putVarint(bytes, range.found().toEpochMilli());
        byte[] value = new byte[bytes.position()];
        bytes.flip().get(value);
        return value;
    }

    /** The topic id, partition and first source offset that the key of a lost range names; empty for another key. */
    public static Optional<MapKey> decodeLostKey(byte[] key) {
        return key.length == KEY_BYTES + 1 && key[KEY_BYTES] == LOST
                ? decodeKey(Arrays.copyOf(key, KEY_BYTES))
                : Optional.empty();
    }

    /** A lost range that begins at that source offset; empty where the value is not one that this version understands. */
    public static Optional<LostRange> decodeLost(long from, byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        try {
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            long to = Math.addExact(from, getVarint(bytes));
            return Optional.of(new LostRange(from, to, getVarint(bytes), Instant.ofEpochMilli(getVarint(bytes))));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** The topic id, partition and first target offset that a key names; empty for foreign bytes. */
    public static Optional<MapKey> decodeKey(byte[] key) {
        if (key.length != KEY_BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return Optional.of(new MapKey(new Uuid(bytes.getLong(), bytes.getLong()), bytes.getInt(), bytes.getLong()));
    }

    /** What a tombstone or an entry is about. */
    public record MapKey(Uuid topicId, int partition, long firstTarget) {}

    /**
     * An entry as read from the topic.
     *
     * @return empty where it is not one that this version understands: foreign, truncated, or of a later format
     */
    public static Optional<MapEntry> decode(byte[] key, byte[] value) {
        Optional<MapKey> about = decodeKey(key);
        ByteBuffer bytes = ByteBuffer.wrap(value);
        if (about.isEmpty() || !bytes.hasRemaining() || bytes.get() != VERSION) {
            return Optional.empty();
        }
        try {
            List<Run> runs = runs(bytes);
            if (runs.isEmpty() || runs.get(0).target() != about.get().firstTarget()) {
                return Optional.empty();
            }
            return Optional.of(new MapEntry(about.get().topicId(), about.get().partition(), runs));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static List<Run> runs(ByteBuffer bytes) {
        long count = getVarint(bytes);
        if (count < 0 || count > bytes.remaining() / 2) {
            throw new IllegalArgumentException(count + " runs in " + bytes.remaining() + " bytes");
        }
        List<Run> runs = new ArrayList<>((int) count);
        long source = 0;
        long target = 0;
        for (int i = 0; i < count; i++) {
            source = Math.addExact(source, getVarint(bytes));
            target = Math.addExact(target, getVarint(bytes));
            runs.add(new Run(source, target));
        }
        return runs;
    }

    private static void putVarint(ByteBuffer bytes, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long getVarint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
