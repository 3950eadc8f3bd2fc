package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.record.internal.LegacyRecord;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Fields of a v2 record batch, read and rewritten in place; positions are those of {@code DefaultRecordBatch} in
 * kafka-clients. The checksum covers everything from the attributes on.
 */
final class BatchHeader {
    /** Bytes in front of the part whose length the batch states: base offset and length. */
    static final int LOG_OVERHEAD = 12;

    /** Bytes in front of the records. */
    static final int SIZE = 61;

    /** No batch of any format is smaller: a single record of the first format, without key and value. */
    static final int SMALLEST = LOG_OVERHEAD + LegacyRecord.RECORD_OVERHEAD_V0;

    private static final int BASE_OFFSET = 0;
    private static final int LENGTH = 8;
    private static final int LEADER_EPOCH = 12;
    private static final int MAGIC = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;
    private static final int COUNT = 57;

    private static final int COMPRESSION_MASK = 0x07;
    private static final int LOG_APPEND_TIME = 0x08;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;
    private static final int DELETE_HORIZON = 0x40;

    private BatchHeader() {}

    static int sizeInBytes(ByteBuffer buffer, int at) {
        return LOG_OVERHEAD + buffer.getInt(at + LENGTH);
    }

    static long baseOffset(ByteBuffer batch) {
        return batch.getLong(BASE_OFFSET);
    }

    static byte magic(ByteBuffer batch) {
        return batch.get(MAGIC);
    }

    static int leaderEpoch(ByteBuffer batch) {
        return batch.getInt(LEADER_EPOCH);
    }

    static long nextOffset(ByteBuffer batch) {
        return baseOffset(batch) + batch.getInt(LAST_OFFSET_DELTA) + 1;
    }

    static int count(ByteBuffer batch) {
        return batch.getInt(COUNT);
    }

    static long baseTimestamp(ByteBuffer batch) {
        return batch.getLong(BASE_TIMESTAMP);
    }

    static long maxTimestamp(ByteBuffer batch) {
        return batch.getLong(MAX_TIMESTAMP);
    }

    static long producerId(ByteBuffer batch) {
        return batch.getLong(PRODUCER_ID);
    }

    static int compression(ByteBuffer batch) {
        return batch.getShort(ATTRIBUTES) & COMPRESSION_MASK;
    }

    static boolean isControl(ByteBuffer batch) {
        return (batch.getShort(ATTRIBUTES) & CONTROL) != 0;
    }

    static boolean isTransactional(ByteBuffer batch) {
        return (batch.getShort(ATTRIBUTES) & TRANSACTIONAL) != 0;
    }

    /**
     * Whether a broker takes the batch as it is once its producer fields are rewritten: no holes, and times that are the
     * producer's own.
     */
    static boolean passes(ByteBuffer batch) {
        int refused = LOG_APPEND_TIME | DELETE_HORIZON;
        return batch.getInt(LAST_OFFSET_DELTA) + 1 == count(batch) && (batch.getShort(ATTRIBUTES) & refused) == 0;
    }

    /**
     * Writes all fields in front of records without a hole that are there already, but for those that {@link #place} and
     * {@link #claim} write.
     */
    static void write(ByteBuffer batch, int codec, int count, long baseTimestamp, long maxTimestamp) {
        batch.putLong(BASE_OFFSET, 0L);
        batch.putInt(LENGTH, batch.limit() - LOG_OVERHEAD);
        batch.put(MAGIC, RecordBatch.MAGIC_VALUE_V2);
        batch.putShort(ATTRIBUTES, (short) codec);
        batch.putInt(LAST_OFFSET_DELTA, count - 1);
        batch.putLong(BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(MAX_TIMESTAMP, maxTimestamp);
        batch.putInt(COUNT, count);
    }

    /** Gives the batch a place in the source's log; both fields are outside the checksum. */
    static void place(ByteBuffer batch, long baseOffset, int leaderEpoch) {
        batch.putLong(BASE_OFFSET, baseOffset);
        batch.putInt(LEADER_EPOCH, leaderEpoch);
    }

    /** Makes the batch ours: position free, plain (not transactional), with our producer's claim to its place in the log. */
    static void claim(ByteBuffer batch, long producerId, short epoch, int sequence) {
        batch.putLong(BASE_OFFSET, 0L);
        batch.putInt(LEADER_EPOCH, -1);
        batch.putShort(ATTRIBUTES, (short) (batch.getShort(ATTRIBUTES) & COMPRESSION_MASK));
        batch.putLong(PRODUCER_ID, producerId);
        batch.putShort(PRODUCER_EPOCH, epoch);
        batch.putInt(BASE_SEQUENCE, sequence);
        batch.putInt(CRC, checksum(batch));
    }

    /** Whether the bytes of the batch are those that its checksum was made of. */
    static boolean isIntact(ByteBuffer batch) {
        return batch.remaining() >= SIZE && batch.getInt(CRC) == checksum(batch);
    }

    private static int checksum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(ATTRIBUTES));
        return (int) crc.getValue();
    }
}
