package dev.baton.mirror;

import dev.baton.wire.Piece;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that fetched records take, over all partitions, and its limit. A piece that passes through is a part of the answer
 * that it came in and keeps all of it, so that what counts are the arrays behind the pieces, each once, and answers that are
 * under way. Pieces are added and removed by the engine's thread; the one that reads asks for room.
 */
final class Held {
    /** An answer of less is not worth the asking, while others are waited for. */
    private static final int SMALL_ANSWER = 64 << 10;

    /** An array of which less than this part is needed still is worth being freed by a copy of that part. */
    private static final int SPARSE = 4;

    private static final class Kept {
        private final long size;
        private long needed;
        private int pieces;

        private Kept(long size) {
            this.size = size;
        }
    }

    private final long max;
    private final IdentityHashMap<Object, Kept> arrays = new IdentityHashMap<>();
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private long needed;
    private volatile boolean awaited;

    /** Nothing is held yet. */
    Held(long max) {
        this.max = max;
    }

    // ---- the engine's thread

    void add(Piece.Data piece) {
        ByteBuffer batch = piece.batch();
        Kept array = arrays.computeIfAbsent(array(batch), a -> taken(batch));
        array.needed += batch.remaining();
        array.pieces++;
        needed += batch.remaining();
    }

    private Kept taken(ByteBuffer batch) {
        Kept array = new Kept(size(batch));
        kept.addAndGet(array.size);
        return array;
    }

    void remove(Piece.Data piece) {
        ByteBuffer batch = piece.batch();
        Kept array = arrays.get(array(batch));
        if (array == null) {
            return;
        }
        array.needed -= batch.remaining();
        array.pieces--;
        needed -= batch.remaining();
        if (array.pieces == 0) {
            arrays.remove(array(batch));
            kept.addAndGet(-array.size);
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // the size of the whole array, wherever the buffer lies in it
    private static long size(ByteBuffer batch) {
        return batch.hasArray() ? batch.array().length : batch.capacity();
    }

    @SuppressWarnings("ByteBufferBackingArray") // which array it is, and not what is in it
    private static Object array(ByteBuffer batch) {
        return batch.hasArray() ? batch.array() : batch;
    }

    /** What may still be fetched; 0 or less where there is no room. */
    long free() {
        return max - kept.get();
    }

    /** Whether there is hardly any room. */
    boolean isShort() {
        return free() < max / 8;
    }

    /** Whether room runs short while much of what is kept is not needed any more. */
    boolean isWasteful() {
        return free() < max / 4 && kept.get() - needed > max / 4;
    }

    /** Whether the piece keeps an array of which hardly anything is needed. */
    boolean isSparse(Piece.Data piece) {
        Kept array = arrays.get(array(piece.batch()));
        return array != null && array.needed * SPARSE < array.size;
    }

    /** Whether somebody asked for room in vain since the last call. */
    boolean takeAwaited() {
        boolean was = awaited;
        awaited = false;
        return was;
    }

    // ---- the thread that reads

    /**
     * Room for an answer, to be given back when what came is added. Where nothing is held at all there is room.
     *
     * @param wanted at most that much
     * @param brokers how many are asked, each of which gets its share: most of the time they wait for news, room in hand
     * @return 0 for not now
     */
    int take(int wanted, int brokers) {
        long held = kept.get();
        long used = held + underWay.get();
        long share = Math.min(wanted, Math.max(1, (max - held) / brokers));
        long room = Math.min(share, max - used);
        if (used > 0 && room < Math.min(SMALL_ANSWER, max / (4L * brokers))) {
            awaited = true;
            return 0;
        }
        underWay.addAndGet(room);
        return (int) room;
    }

    /** Any thread: the answer that room was taken for is here and added, or will not come. */
    void giveBack(int taken) {
        underWay.addAndGet(-taken);
    }
}
