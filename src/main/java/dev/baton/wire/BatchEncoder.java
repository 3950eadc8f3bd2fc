package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.AbstractRecords;
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
    private final int maxCount;
    private final BufferSupplier buffers = BufferSupplier.create();
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable MemoryRecordsBuilder open;
    private long openSource;
    private int openCount;
    private long maxTimestamp;
    private int leaderEpoch;
    private boolean stamped;
    private CompressionType compression = CompressionType.NONE;
    private long next;

    /**
     * @param from the source offset to begin at; earlier records are left out
     * @param maxBatchBytes no batch becomes larger, unless a single record is
     */
    BatchEncoder(long from, int maxBatchBytes) {
        this(from, maxBatchBytes, Integer.MAX_VALUE);
    }

    private BatchEncoder(long from, int maxBatchBytes, int maxCount) {
        this.next = from;
        this.maxBatchBytes = maxBatchBytes;
        this.maxCount = maxCount;
    }

    /** Adds the records of a batch, of whatever format; what it leaves out of its span becomes gaps. */
    void add(ByteBuffer bytes) {
        for (RecordBatch batch :
                MemoryRecords.readableRecords(bytes.duplicate()).batches()) {
            leaderEpoch = batch.partitionLeaderEpoch();
            boolean byBroker = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
            if (compression != batch.compressionType() || stamped != byBroker) {
                closeBatch();
                compression = batch.compressionType();
                stamped = byBroker;
            }
            try (CloseableIterator<Record> records = batch.streamingIterator(buffers)) {
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
        if (open != null && !hasRoomFor(open, record)) {
            closeBatch();
        }
        MemoryRecordsBuilder builder = open == null ? openBatch(record.offset()) : open;
        builder.appendWithOffset(
                record.offset() - openSource, record.timestamp(), record.key(), record.value(), record.headers());
        openCount++;
        maxTimestamp = Math.max(maxTimestamp, record.timestamp());
        next = record.offset() + 1;
    }

    private boolean hasRoomFor(MemoryRecordsBuilder builder, Record record) {
        int upperBound = AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE, compression, record.key(), record.value(), record.headers());
        return openCount < maxCount && (long) builder.estimatedSizeInBytes() + upperBound <= maxBatchBytes;
    }

    private void gapTo(long offset) {
        if (offset > next) {
            closeBatch();
            pieces.add(new Piece.Gap(next, offset - next, leaderEpoch));
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
            open = null;
            if (batch.remaining() > maxBatchBytes && openCount > 1) {
                halve(batch);
            } else {
                Piece.Data piece = new Piece.Data(openSource, openCount, batch, maxTimestamp, leaderEpoch, stamped);
                // a run of few records is far smaller than what was allocated for it
                pieces.add(batch.remaining() < batch.capacity() / 2 ? piece.copied() : piece);
            }
        }
    }

    // what a codec makes of records is only estimated before: now and then it is more
    private void halve(ByteBuffer batch) {
        BatchHeader.place(batch, openSource, leaderEpoch);
        BatchEncoder halves = new BatchEncoder(openSource, maxBatchBytes, (openCount + 1) / 2);
        halves.add(batch);
        pieces.addAll(halves.finish());
    }

    /** All that was added, in order. */
    List<Piece> finish() {
        closeBatch();
        return pieces;
    }
}
