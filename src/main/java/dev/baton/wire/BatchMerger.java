package dev.baton.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Makes one batch of many small ones that follow each other, of one codec, without a hole, with their producers' times. The
 * bytes of a record stay what they are but for the two numbers in front that are distances from the batch's first offset and
 * time (format: {@code DefaultRecord} in kafka-clients), so that nothing is decoded.
 */
final class BatchMerger {
    /** By how much a record can grow: a time of 10 bytes in place of 1, an offset of 5, a length of 5 bytes. */
    private static final int GROWTH_A_RECORD = 9 + 4 + 4;

    private static final int INITIAL_BYTES = 64 * 1024;

    private final BufferSupplier buffers = BufferSupplier.create();
    private byte[] unpacked = new byte[0];
    private ByteBuffer copied = ByteBuffer.allocate(0);

    /** The batches as one, at the first one's place; none of them is changed. */
    Piece.Data merge(List<ByteBuffer> batches) {
        ByteBuffer first = batches.get(0);
        ByteBuffer last = batches.get(batches.size() - 1);
        CompressionType codec = CompressionType.forId(BatchHeader.compression(first));
        ByteBuffer merged = codec == CompressionType.NONE ? plain(batches) : packed(batches, codec);
        int count = batches.stream().mapToInt(BatchHeader::count).sum();
        long maxTimestamp =
                batches.stream().mapToLong(BatchHeader::maxTimestamp).max().orElseThrow();
        BatchHeader.write(merged, codec.id, count, BatchHeader.baseTimestamp(first), maxTimestamp);
        return new Piece.Data(
                BatchHeader.baseOffset(first), count, merged, maxTimestamp, BatchHeader.leaderEpoch(last), false);
    }

    private ByteBuffer plain(List<ByteBuffer> batches) {
        long room = BatchHeader.SIZE;
        for (ByteBuffer batch : batches) {
            room += batch.remaining() - BatchHeader.SIZE + (long) GROWTH_A_RECORD * BatchHeader.count(batch);
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(room)).position(BatchHeader.SIZE);
        for (ByteBuffer batch : batches) {
            copy(batch, BatchHeader.SIZE, batch, batches.get(0), out);
        }
        return out.flip();
    }

    private ByteBuffer packed(List<ByteBuffer> batches, CompressionType codec) {
        Compression compression = Compression.of(codec).build();
        ByteBufferOutputStream merged = new ByteBufferOutputStream(INITIAL_BYTES);
        merged.position(BatchHeader.SIZE);
        try (OutputStream packing = compression.wrapForOutput(merged, RecordBatch.MAGIC_VALUE_V2)) {
            for (ByteBuffer batch : batches) {
                int size = unpack(batch, compression);
                room(size + GROWTH_A_RECORD * BatchHeader.count(batch));
                copy(ByteBuffer.wrap(unpacked, 0, size), 0, batch, batches.get(0), copied);
                packing.write(copied.array(), 0, copied.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("records cannot be packed again", e);
        }
        return merged.buffer().flip();
    }

    private void room(int bytes) {
        if (copied.capacity() < bytes) {
            copied = ByteBuffer.allocate(2 * bytes);
        }
        copied.clear();
    }

    private int unpack(ByteBuffer batch, Compression compression) throws IOException {
        ByteBuffer records = batch.duplicate().position(BatchHeader.SIZE).slice();
        try (InputStream in = compression.wrapForInput(records, RecordBatch.MAGIC_VALUE_V2, buffers)) {
            int size = 0;
            int read = 0;
            while (read >= 0) {
                size += read;
                if (size == unpacked.length) {
                    unpacked = Arrays.copyOf(unpacked, Math.max(INITIAL_BYTES, 2 * size));
                }
                read = in.read(unpacked, size, unpacked.length - size);
            }
            return size;
        }
    }

    /** Copies the records of a batch, which lie in {@code records} from {@code at} on, as those of the first one's batch. */
    private static void copy(ByteBuffer records, int at, ByteBuffer batch, ByteBuffer first, ByteBuffer out) {
        long later = BatchHeader.baseTimestamp(batch) - BatchHeader.baseTimestamp(first);
        long further = BatchHeader.baseOffset(batch) - BatchHeader.baseOffset(first);
        Varints in = new Varints(records, at);
        for (int i = BatchHeader.count(batch); i > 0; i--) {
            int length = (int) in.next();
            int end = in.position() + length;
            byte attributes = records.get(in.position());
            in.skip(1);
            long timestamp = in.next() + later;
            long offset = in.next() + further;
            int rest = end - in.position();
            Varints.put(out, 1 + Varints.size(timestamp) + Varints.size(offset) + rest);
            out.put(attributes);
            Varints.put(out, timestamp);
            Varints.put(out, offset);
            out.put(out.position(), records, in.position(), rest);
            out.position(out.position() + rest);
            in.skip(rest);
        }
    }
}
