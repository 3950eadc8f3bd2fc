package dev.baton.salvage;

import dev.baton.cluster.KafkaRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record that only the source holds.
 *
 * @param timestamp milliseconds since the epoch
 * @param key null for none
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; bytes as Kafka's clients hand them over
public record TailRecord(
        TopicPartition partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Field> headers) {

    /** A header. */
    public record Field(String key, byte @Nullable [] value) {}

    static TailRecord of(KafkaRecord read) {
        List<Field> headers = new ArrayList<>();
        for (Header header : read.headers()) {
            headers.add(new Field(header.key(), header.value()));
        }
        return new TailRecord(
                read.topicPartition(), read.offset(), read.timestamp(), read.key(), read.value(), List.copyOf(headers));
    }

    /** Bytes of key, value and headers. */
    long size() {
        long size = length(key) + length(value);
        for (Field header : headers) {
            size += header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    /** The record as bytes, the same in every version: what checksums are made of. */
    byte[] bytes() {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        int headerBytes = 4;
        for (Field header : headers) {
            headerBytes += 8 + header.key().getBytes(StandardCharsets.UTF_8).length + (int) length(header.value());
        }
        ByteBuffer bytes = ByteBuffer.allocate(
                4 + topic.length + 4 + 8 + 8 + 4 + (int) length(key) + 4 + (int) length(value) + headerBytes);
        put(bytes, topic);
        bytes.putInt(partition.partition()).putLong(offset).putLong(timestamp);
        put(bytes, key);
        put(bytes, value);
        bytes.putInt(headers.size());
        for (Field header : headers) {
            put(bytes, header.key().getBytes(StandardCharsets.UTF_8));
            put(bytes, header.value());
        }
        return bytes.array();
    }

    /** The inverse of {@link #bytes}. */
    static TailRecord of(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        String topic = text(bytes);
        int partition = bytes.getInt();
        long offset = bytes.getLong();
        long timestamp = bytes.getLong();
        byte[] key = take(bytes);
        byte[] value = take(bytes);
        List<Field> headers = new ArrayList<>();
        for (int left = bytes.getInt(); left > 0; left--) {
            headers.add(new Field(text(bytes), take(bytes)));
        }
        return new TailRecord(
                new TopicPartition(topic, partition), offset, timestamp, key, value, List.copyOf(headers));
    }

    private static String text(ByteBuffer bytes) {
        byte[] taken = take(bytes);
        return taken == null ? "" : new String(taken, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] take(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static void put(ByteBuffer bytes, byte @Nullable [] some) {
        if (some == null) {
            bytes.putInt(-1);
        } else {
            bytes.putInt(some.length).put(some);
        }
    }

    private static long length(byte @Nullable [] some) {
        return some == null ? 0 : some.length;
    }
}
