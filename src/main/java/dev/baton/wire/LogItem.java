package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One thing in a log, as it is read to compare two logs. */
public sealed interface LogItem {
    long offset();

    /**
     * A committed record.
     *
     * @param stamped whether the time is that of the broker that appended it, not that of its producer
     */
    record Entry(
            long offset,
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
    record Hole(long offset, long length) implements LogItem {}
}
