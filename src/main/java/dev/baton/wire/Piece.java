package dev.baton.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stretch of the source's log, in order and without a break: records to append, or offsets that hold none. */
public sealed interface Piece {
    /** Source offset of its first offset. */
    long source();

    /** How many offsets it spans. */
    long length();

    /** Where it is not known who led when the piece was written. */
    int NO_EPOCH = -1;

    /**
     * Of the source's leader that wrote the last batch of it, or the one behind it: what a truncated log is told by; else
     * {@link #NO_EPOCH}.
     */
    int leaderEpoch();

    /** The epoch; null where it is not known. */
    static @Nullable Integer known(int leaderEpoch) {
        return leaderEpoch < 0 ? null : Integer.valueOf(leaderEpoch);
    }

    default long nextSource() {
        return source() + length();
    }

    /**
     * Records without a hole between them, as one batch.
     *
     * @param batch a v2 batch of its own bytes; its producer fields are written when it is sent
     * @param maxTimestamp of its newest record, milliseconds since the epoch
     * @param stamped whether the times are those of the broker that appended the records, not those of their producer
     */
    record Data(long source, int count, ByteBuffer batch, long maxTimestamp, int leaderEpoch, boolean stamped)
            implements Piece {
        @Override
        public long length() {
            return count;
        }

        /** The same in memory of its own, and no more than it needs. */
        public Data copied() {
            return new Data(source, count, exact(batch), maxTimestamp, leaderEpoch, stamped);
        }
    }

    /** A copy in an array of its own. */
    private static ByteBuffer exact(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /** Offsets that hold no committed record: markers, aborted records, what compaction took. */
    record Gap(long source, long length, int leaderEpoch) implements Piece {}
}
