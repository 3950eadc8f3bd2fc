package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/** Batches that Baton makes itself. */
public final class RecordBatches {
    private RecordBatches() {}

    /** A keyed record; a null value is a tombstone. */
    public record Keyed(ByteBuffer key, @Nullable ByteBuffer value) {
        /** What it takes in a batch, about. */
        public int bytes() {
            return 20 + key.remaining() + (value == null ? 0 : value.remaining());
        }
    }

    /** One batch of keyed records, all of one time. */
    public static ByteBuffer keyed(List<Keyed> records, long timestamp) {
        SimpleRecord[] simple = records.stream()
                .map(r -> new SimpleRecord(timestamp, r.key().duplicate(), duplicate(r.value()), Record.EMPTY_HEADERS))
                .toArray(SimpleRecord[]::new);
        return MemoryRecords.withRecords(Compression.NONE, simple).buffer();
    }

    private static @Nullable ByteBuffer duplicate(@Nullable ByteBuffer value) {
        return value == null ? null : value.duplicate();
    }

    /**
     * Empty records that only take offsets, to bring an empty log to a start offset; 100,000 of them are 60 kB.
     *
     * @param keyed whether they have a key, an empty one, as a compacted topic wants it
     * @param timestamp the source's oldest, so that lookups by time are not led astray
     */
    public static ByteBuffer fillers(int count, boolean keyed, long timestamp) {
        byte @Nullable [] key = keyed ? new byte[0] : null;
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1 << 16),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.zstd().build(),
                TimestampType.CREATE_TIME,
                0L);
        for (int i = 0; i < count; i++) {
            builder.append(timestamp, key, null);
        }
        return builder.build().buffer();
    }
}
