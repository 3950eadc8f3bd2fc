package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One thing in a log, as it is read to compare two logs. */
public sealed interface LogItem {
    long offset();

    /** A committed record. */
    record Entry(
            long offset,
            long timestamp,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<Header> headers) implements LogItem {
        public Entry {
            headers = List.copyOf(headers);
        }

        /** Whether the other record says the same; times are left out, since the target may have stamped its own. */
        public boolean sameContent(Entry other) {
            return Objects.equals(key, other.key)
                    && Objects.equals(value, other.value)
                    && headers.equals(other.headers);
        }
    }

    /** Offsets without a committed record. */
    record Hole(long offset, long length) implements LogItem {}
}
