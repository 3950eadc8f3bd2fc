package dev.baton.cluster;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A record as it was read. */
public final class KafkaRecord {
    private final ConsumerRecord<byte[], byte[]> read;

    public KafkaRecord(ConsumerRecord<byte[], byte[]> read) {
        this.read = read;
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(read.topic(), read.partition());
    }

    public long offset() {
        return read.offset();
    }

    /** Milliseconds since the epoch. */
    public long timestamp() {
        return read.timestamp();
    }

    public TimestampType timestampType() {
        return read.timestampType();
    }

    public byte @Nullable [] key() {
        return read.key();
    }

    /** Null in a tombstone. */
    public byte @Nullable [] value() {
        return read.value();
    }

    public Headers headers() {
        return read.headers();
    }
}
