package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One thing in a log, as it is read to compare two logs. */
public sealed interface LogItem {
    long offset();

    /** Of the leader that wrote it, or something behind it, as {@link Piece#leaderEpoch} says; {@link Piece#NO_EPOCH} else. */
    int leaderEpoch();

    /**
     * A committed record.
     *
     * @param stamped whether the time is that of the broker that appended it, not that of its producer
     */
    record Entry(
            long offset,
            int leaderEpoch,
            long timestamp,
            boolean stamped,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<Header> headers)
            implements LogItem {
        public Entry {
            headers = List.copyOf(headers);
        }

        /** Whether the copy says the same as this; its time too, unless the broker that took the copy stamped its own. */
        public boolean isSameAs(Entry copy) {
            return (copy.stamped || timestamp == copy.timestamp) && sameContent(copy);
        }

        private boolean sameContent(Entry other) {
            return Objects.equals(key, other.key)
                    && Objects.equals(value, other.value)
                    && headers.equals(other.headers);
        }
    }

    /** Offsets without a committed record. */
    record Hole(long offset, long length, int leaderEpoch) implements LogItem {
        /** One of which it is not known who led. */
        public Hole(long offset, long length) {
            this(offset, length, Piece.NO_EPOCH);
        }
    }
}
