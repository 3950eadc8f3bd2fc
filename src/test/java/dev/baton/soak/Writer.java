package dev.baton.soak;

import dev.baton.quickstart.Shape;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one topic until it is stopped. Where its cluster fails it, it goes on with a new producer and new records: what
 * became of the old ones is for the source's log to say.
 */
final class Writer implements AutoCloseable {
    private static final int RECORDS_A_TRANSACTION = 20;
    private static final int ABORT_EVERY = 8;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final String bootstrap;
    private final Shape shape;
    private final @Nullable String transactionalId;
    private final long nanosARecord;
    private final Thread thread;
    private volatile boolean stopping;
    private long next;
    private long transactions;
    private long due = System.nanoTime();

    /** @param transactionalId null for a producer without transactions */
    private Writer(String bootstrap, Shape shape, @Nullable String transactionalId, int recordsPerSecond) {
        this.bootstrap = bootstrap;
        this.shape = shape;
        this.transactionalId = transactionalId;
        this.nanosARecord = 1_000_000_000L / recordsPerSecond;
        this.thread = new Thread(this::run, "writer");
        thread.setDaemon(true);
        thread.start();
    }

    static Writer plain(String bootstrap, Shape shape, int recordsPerSecond) {
        return new Writer(bootstrap, shape, null, recordsPerSecond);
    }

    /** One transaction in eight is aborted after it has reached the log. */
    static Writer transactional(String bootstrap, Shape shape, String transactionalId, int recordsPerSecond) {
        return new Writer(bootstrap, shape, transactionalId, recordsPerSecond);
    }

    private void run() {
        while (!stopping) {
            try (KafkaProducer<byte[], byte[]> producer = producer()) {
                write(producer);
            } catch (KafkaException e) {
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrap,
                "acks", "all",
                "compression.type", "lz4",
                "linger.ms", "10",
                "max.block.ms", "8000",
                "delivery.timeout.ms", "20000",
                "request.timeout.ms", "5000"));
        if (transactionalId != null) {
            properties.put("transactional.id", transactionalId);
            properties.put("transaction.timeout.ms", "10000");
        }
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void write(KafkaProducer<byte[], byte[]> producer) {
        if (transactionalId == null) {
            while (!stopping) {
                send(producer);
            }
            return;
        }
        producer.initTransactions();
        while (!stopping) {
            transaction(producer);
        }
    }

    private void transaction(KafkaProducer<byte[], byte[]> producer) {
        producer.beginTransaction();
        for (int i = 0; i < RECORDS_A_TRANSACTION && !stopping; i++) {
            send(producer);
        }
        if (++transactions % ABORT_EVERY == 0) {
            producer.flush();
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer) {
        long now = System.nanoTime();
        due = Math.max(due + nanosARecord, now - 1_000_000_000L);
        if (due > now) {
            LockSupport.parkNanos(due - now);
        }
        var unused = producer.send(shape.make(next++));
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
