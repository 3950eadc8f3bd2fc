package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one partition of a read_committed fetch response into {@link Piece}s that follow each other without a
 * break. Clean batches pass through, still compressed; others are written anew; many tiny neighbours are merged.
 */
final class ChunkDecoder {
    /** A batch below this size is merged with its neighbours: a produce request carries one batch a partition. */
    private static final int TINY_BYTES = 4 * 1024;

    private static final int MERGED_BYTES = 128 * 1024;

    private final int maxBatchBytes;
    private final boolean alone;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<ByteBuffer> tiny = new ArrayList<>();
    private final BatchMerger merger = new BatchMerger();
    private int tinyBytes;
    private long tinyFrom;
    private long next;

    /** @param alone whether no batch is made one with its neighbours */
    private ChunkDecoder(long from, int maxBatchBytes, boolean alone) {
        this.next = from;
        this.maxBatchBytes = maxBatchBytes;
        this.alone = alone;
    }

    /**
     * Cuts up to the first batch that is damaged, since what is written anew gets a checksum that is right again, whatever
     * the bytes are; or that cannot be decoded, though its checksum is right.
     *
     * @param from the fetch position; a batch may begin before it
     * @param maxBatchBytes the largest batch that the target takes
     * @throws CorruptRecordException where the first batch is damaged
     */
    static List<Piece> decode(
            ByteBuffer records, @Nullable List<AbortedTransaction> aborted, long from, int maxBatchBytes) {
        try {
            return new ChunkDecoder(from, maxBatchBytes, false).cut(records, new AbortedTransactions(aborted));
        } catch (RuntimeException e) {
            // which batch it was does not show where several were made one
            return new ChunkDecoder(from, maxBatchBytes, true).cut(records, new AbortedTransactions(aborted));
        }
    }

    private List<Piece> cut(ByteBuffer records, AbortedTransactions aborted) {
        int at = records.position();
        // a fetch response may end in the middle of a batch; compaction leaves batches that are a header alone
        while (records.limit() - at >= BatchHeader.LOG_OVERHEAD) {
            int size = BatchHeader.sizeInBytes(records, at);
            if (records.limit() - at < size) {
                break;
            }
            String damage = size < BatchHeader.SMALLEST ? "it is " + size + " bytes long" : damage(records, at, size);
            if (damage == null) {
                damage = added(records.slice(at, size), aborted);
            }
            if (damage != null) {
                stopBefore(records.getLong(at), damage);
                return pieces;
            }
            at += size;
        }
        flushTiny();
        return pieces;
    }

    /** Adds a batch; tells what is wrong with it where each is decoded alone, null for nothing. */
    private @Nullable String added(ByteBuffer batch, AbortedTransactions aborted) {
        if (!alone) {
            add(batch, aborted);
            return null;
        }
        try {
            add(batch, aborted);
            flushTiny();
            return null;
        } catch (RuntimeException e) {
            return "it cannot be decoded: " + e;
        }
    }

    /** What is wrong with the bytes of a batch; null for nothing. */
    private static @Nullable String damage(ByteBuffer records, int at, int size) {
        ByteBuffer batch = records.slice(at, size);
        if (BatchHeader.magic(batch) > RecordBatch.CURRENT_MAGIC_VALUE) {
            return "it is of an unknown format, " + BatchHeader.magic(batch);
        }
        boolean intact = isOld(batch) ? isOldIntact(batch) : BatchHeader.isIntact(batch);
        return intact ? null : "its checksum is not that of its bytes";
    }

    private static boolean isOldIntact(ByteBuffer batch) {
        return MemoryRecords.readableRecords(batch).batches().iterator().next().isValid();
    }

    // what lies before it goes its way, and the next fetch begins with it
    private void stopBefore(long offset, String damage) {
        flushTiny();
        if (pieces.isEmpty()) {
            throw new CorruptRecordException("the batch at offset " + offset + " is damaged: " + damage);
        }
    }

    private void add(ByteBuffer batch, AbortedTransactions aborted) {
        if (isOld(batch)) {
            addOld(batch);
            return;
        }
        boolean dropped = aborted.isAborted(batch) || BatchHeader.isControl(batch);
        if (BatchHeader.nextOffset(batch) <= next) {
            return;
        }
        if (dropped) {
            gapTo(BatchHeader.nextOffset(batch), BatchHeader.leaderEpoch(batch));
        } else {
            gapTo(BatchHeader.baseOffset(batch), BatchHeader.leaderEpoch(batch));
            addData(batch);
        }
    }

    private void addData(ByteBuffer batch) {
        boolean whole = BatchHeader.baseOffset(batch) == next && BatchHeader.passes(batch);
        if (!whole || batch.remaining() > maxBatchBytes) {
            encode(List.of(batch));
        } else if (batch.remaining() < TINY_BYTES) {
            addTiny(batch);
        } else {
            flushTiny();
            pass(batch);
        }
    }

    private static boolean isOld(ByteBuffer batch) {
        return BatchHeader.magic(batch) < RecordBatch.MAGIC_VALUE_V2;
    }

    // before v2 every uncompressed record was a batch of its own; the offset of a compressed one is its last record's
    private void addOld(ByteBuffer batch) {
        long last = BatchHeader.baseOffset(batch);
        if (last >= next) {
            collect(batch, last + 1);
        }
    }

    private void addTiny(ByteBuffer batch) {
        collect(batch, BatchHeader.nextOffset(batch));
    }

    private void collect(ByteBuffer batch, long nextOffset) {
        if (tinyBytes + batch.remaining() > Math.min(MERGED_BYTES, maxBatchBytes) || !isLikeTiny(batch)) {
            flushTiny();
        }
        if (tiny.isEmpty()) {
            tinyFrom = next;
        }
        tiny.add(batch);
        tinyBytes += batch.remaining();
        next = nextOffset;
    }

    private boolean isLikeTiny(ByteBuffer batch) {
        if (tiny.isEmpty()) {
            return true;
        }
        ByteBuffer before = tiny.get(0);
        return isOld(before) == isOld(batch)
                && (isOld(batch) || BatchHeader.compression(before) == BatchHeader.compression(batch));
    }

    private void flushTiny() {
        if (tiny.isEmpty()) {
            return;
        }
        List<ByteBuffer> batches = List.copyOf(tiny);
        tiny.clear();
        tinyBytes = 0;
        next = tinyFrom;
        if (isOld(batches.get(0))) {
            encode(batches);
        } else if (batches.size() == 1) {
            pass(batches.get(0));
        } else {
            merge(batches);
        }
    }

    // merged they are smaller as a rule: only where each holds many records, their wider distances may outweigh the
    // headers
    private void merge(List<ByteBuffer> batches) {
        Piece.Data merged = merger.merge(batches);
        if (merged.batch().remaining() <= maxBatchBytes) {
            append(List.of(merged));
        } else {
            encode(batches);
        }
    }

    private void pass(ByteBuffer batch) {
        pieces.add(new Piece.Data(
                BatchHeader.baseOffset(batch),
                BatchHeader.count(batch),
                batch,
                BatchHeader.maxTimestamp(batch),
                BatchHeader.leaderEpoch(batch),
                false));
        next = BatchHeader.nextOffset(batch);
    }

    private void encode(List<ByteBuffer> batches) {
        flushTiny();
        BatchEncoder encoder = new BatchEncoder(next, maxBatchBytes);
        batches.forEach(encoder::add);
        append(encoder.finish());
    }

    private void gapTo(long offset, int leaderEpoch) {
        if (offset > next) {
            flushTiny();
            append(List.of(new Piece.Gap(next, offset - next, leaderEpoch)));
        }
    }

    // neighbouring gaps become one: they are filled in one request
    private void append(List<Piece> more) {
        for (Piece piece : more) {
            int last = pieces.size() - 1;
            if (piece instanceof Piece.Gap gap && last >= 0 && pieces.get(last) instanceof Piece.Gap before) {
                pieces.set(last, new Piece.Gap(before.source(), before.length() + gap.length(), gap.leaderEpoch()));
            } else {
                pieces.add(piece);
            }
            next = piece.nextSource();
        }
    }
}
