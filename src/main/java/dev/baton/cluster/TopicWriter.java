package dev.baton.cluster;

import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to one topic, each acknowledged by all in-sync replicas, in order, without duplicates of its own. Not
 * transactional. Thread-safe.
 */
public final class TopicWriter implements AutoCloseable {
    private final Calls calls;
    private final String topic;
    private final Asked asked;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable BatonException> failed = new AtomicReference<>();

    TopicWriter(Calls calls, Map<String, Object> properties, String topic) {
        this.calls = calls;
        this.topic = topic;
        this.asked = Asked.to("write to " + topic).needing(AclOperation.WRITE, ResourceType.TOPIC, topic);
        this.producer = calls.create(() -> new KafkaProducer<>(properties));
    }

    /** Writes one record to partition 0 and waits for it; gives its offset. A null value is a tombstone. */
    public long write(byte[] key, byte @Nullable [] value) {
        return write(0, key, value);
    }

    /** Writes one record and waits for it; gives its offset. */
    public long write(int partition, byte[] key, byte @Nullable [] value) {
        calls.begin(asked.words());
        try {
            long offset = producer.send(new ProducerRecord<>(topic, partition, key, value))
                    .get()
                    .offset();
            calls.sawAnswer();
            return offset;
        } catch (ExecutionException e) {
            throw calls.failure(asked, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | KafkaException e) {
            throw calls.failure(asked, e);
        }
    }

    /** Hands over one record; {@link #flush} tells whether it arrived. */
    public void send(int partition, byte[] key, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic, partition, key, value));
    }

    /** Hands over one record with a header. */
    public void send(int partition, byte[] key, byte[] value, Header header) {
        send(new ProducerRecord<>(topic, partition, key, value, List.of(header)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var unused = producer.send(record, (sent, thrown) -> {
                if (thrown != null) {
                    failed.compareAndSet(null, calls.failure(asked, thrown));
                }
            });
        } catch (KafkaException e) {
            throw calls.failure(asked, e);
        }
    }

    /** Waits for all records handed over; throws the first failure since the last flush. */
    public void flush() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw calls.failure(asked, e);
        }
        BatonException failure = failed.getAndSet(null);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
