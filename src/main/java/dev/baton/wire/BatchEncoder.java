package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes records anew where their batch cannot pass as it is: one batch for each stretch without a hole, every record with
 * its own time as create time (that of the batch, where the source stamped on append), the source's compression kept.
 */
final class BatchEncoder {
    private static final int INITIAL_BYTES = 64 * 1024;

    private final int maxBatchBytes;
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable MemoryRecordsBuilder open;
    private long openSource;
    private int openCount;
    private long maxTimestamp;
    private int leaderEpoch;
    private CompressionType compression = CompressionType.NONE;
    private long next;

    /**
     * @param from the source offset to begin at; earlier records are left out
     * @param maxBatchBytes a batch that grows beyond it is closed
     */
    BatchEncoder(long from, int maxBatchBytes) {
        this.next = from;
        this.maxBatchBytes = maxBatchBytes;
    }

    /** Adds the records of a batch, of whatever format; what it leaves out of its span becomes gaps. */
    void add(ByteBuffer bytes) {
        for (RecordBatch batch :
                MemoryRecords.readableRecords(bytes.duplicate()).batches()) {
            leaderEpoch = batch.partitionLeaderEpoch();
            if (compression != batch.compressionType()) {
                closeBatch();
                compression = batch.compressionType();
            }
            try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
                records.forEachRemaining(this::add);
            }
            gapTo(batch.nextOffset());
        }
    }

    private void add(Record record) {
        if (record.offset() < next) {
            return;
        }
        gapTo(record.offset());
        MemoryRecordsBuilder builder = open;
        if (builder == null) {
            builder = openBatch(record.offset());
        }
        builder.appendWithOffset(
                record.offset() - openSource, record.timestamp(), record.key(), record.value(), record.headers());
        openCount++;
        maxTimestamp = Math.max(maxTimestamp, record.timestamp());
        next = record.offset() + 1;
        if (builder.estimatedSizeInBytes() > maxBatchBytes / 2) {
            closeBatch();
        }
    }

    private void gapTo(long offset) {
        if (offset > next) {
            closeBatch();
            pieces.add(new Piece.Gap(next, offset - next));
            next = offset;
        }
    }

    private MemoryRecordsBuilder openBatch(long source) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(INITIAL_BYTES),
                RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.of(compression).build(),
                TimestampType.CREATE_TIME,
                0L);
        open = builder;
        openSource = source;
        openCount = 0;
        maxTimestamp = RecordBatch.NO_TIMESTAMP;
        return builder;
    }

    private void closeBatch() {
        if (open != null) {
            ByteBuffer batch = open.build().buffer();
            pieces.add(new Piece.Data(openSource, openCount, batch, maxTimestamp, leaderEpoch));
            open = null;
        }
    }

    /** All that was added, in order. */
    List<Piece> finish() {
        closeBatch();
        return pieces;
    }
}
