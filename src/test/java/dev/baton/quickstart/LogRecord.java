package dev.baton.quickstart;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in a log.
 *
 * @param id unique among all records of a run; travels in the header {@value #ID}
 * @param content checksum of key, value, headers and time
 */
public record LogRecord(
        String id,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        int content) {
    public static final String ID = "id";

    /** As a consumer reads it; a record without an id gets one that no generator gives. */
    public static LogRecord of(ConsumerRecord<byte[], byte[]> r) {
        Header id = r.headers().lastHeader(ID);
        String name = id == null ? "foreign " + r.topic() + "-" + r.partition() + "@" + r.offset() : text(id.value());
        return new LogRecord(
                name,
                r.topic(),
                r.partition(),
                r.offset(),
                r.key() == null ? null : text(r.key()),
                checksum(r.key(), r.value(), r.headers(), r.timestamp()));
    }

    /** As its producer wrote it, at the place that the broker acknowledged. */
    public static LogRecord of(ProducerRecord<byte[], byte[]> r, RecordMetadata at) {
        return new LogRecord(
                idOf(r),
                at.topic(),
                at.partition(),
                at.offset(),
                r.key() == null ? null : text(r.key()),
                checksum(r.key(), r.value(), r.headers(), r.timestamp()));
    }

    /** The id that its shape gave to a record. */
    public static String idOf(ProducerRecord<byte[], byte[]> r) {
        return text(r.headers().lastHeader(ID).value());
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    private static int checksum(byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {
        CRC32C crc = new CRC32C();
        add(crc, key);
        add(crc, value);
        for (Header header : headers) {
            crc.update(header.key().getBytes(StandardCharsets.UTF_8));
            add(crc, header.value());
        }
        add(crc, Long.toString(timestamp).getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static void add(CRC32C crc, byte @Nullable [] bytes) {
        crc.update(bytes == null ? 0 : 1);
        if (bytes != null) {
            crc.update(bytes);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
