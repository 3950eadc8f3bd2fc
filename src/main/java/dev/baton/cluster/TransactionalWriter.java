package dev.baton.cluster;

import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to several topics in transactions: readers of committed records see all of one or nothing. For one thread.
 *
 * <p>Of two writers with one id the later one wins: what the earlier one still sends is refused by the brokers.
 */
public final class TransactionalWriter implements AutoCloseable {
    private final Calls calls;
    private final KafkaProducer<byte[], byte[]> producer;

    TransactionalWriter(Calls calls, Map<String, Object> properties) {
        this.calls = calls;
        this.producer = calls.create(() -> new KafkaProducer<>(properties));
        try {
            calls.begin("begin transactions");
            producer.initTransactions();
            calls.sawAnswer();
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw failure("begin transactions", e);
        }
    }

    /** Opens a transaction. */
    public void begin() {
        try {
            producer.beginTransaction();
        } catch (KafkaException e) {
            throw failure("begin a transaction", e);
        }
    }

    /**
     * Hands over one record; {@link #commit} tells whether it arrived.
     *
     * @param timestamp milliseconds since the epoch; null for now
     */
    public void send(
            TopicPartition partition,
            @Nullable Long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Iterable<Header> headers) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(partition.topic(), partition.partition(), timestamp, key, value, headers));
        } catch (KafkaException e) {
            throw failure("write to " + partition, e);
        }
    }

    /** Ends the transaction; returns when all of it is durable. Where this fails, it may or may not be. */
    public void commit() {
        try {
            producer.commitTransaction();
            calls.sawAnswer();
        } catch (KafkaException e) {
            throw failure("commit a transaction", e);
        }
    }

    /** Takes the open transaction back; fails where nobody knows whether it was committed. */
    public void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            throw failure("abort a transaction", e);
        } catch (IllegalStateException e) {
            throw calls.failure("abort a transaction", e);
        }
    }

    private BatonException failure(String asked, KafkaException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return BatonException.refused(
                        "another process has taken over what this one was writing", "leave it to that one");
            }
        }
        return calls.failure(asked, thrown);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
