package dev.baton.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of a few records, some of which are aborted. Aborted records are flushed first, so that they lie in the log;
 * a record counts as acknowledged when its transaction's commit is.
 */
public final class TransactionalTraffic implements Traffic {
    private static final int RECORDS = 20;
    private static final int ABORT_EVERY = 8;

    private final Map<String, Object> properties;
    private final Shape shape;
    private final WriteBook book;
    private KafkaProducer<byte[], byte[]> producer;
    private long next;
    private long transactions;
    private volatile boolean stopping;
    private @Nullable Worker worker;

    public TransactionalTraffic(String bootstrap, String transactionalId, Shape shape, WriteBook book) {
        this.properties = Map.of(
                "bootstrap.servers", bootstrap,
                "transactional.id", transactionalId,
                "transaction.timeout.ms", "10000",
                "compression.type", "lz4",
                "max.block.ms", "30000");
        this.shape = shape;
        this.book = book;
        this.producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> opened =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    @Override
    public void burst(int records) {
        for (int sent = 0; sent < records; sent += RECORDS) {
            transaction(null);
        }
    }

    @Override
    public void start(int recordsPerSecond) {
        Pace pace = new Pace(recordsPerSecond);
        worker = Worker.start("transactional-traffic", () -> {
            while (!stopping) {
                transaction(pace);
            }
            return null;
        });
    }

    // a coordinator of 4.3.1 that is busy in its first seconds was seen to forget a transaction: an application opens a
    // new
    // producer then, and what became of the records is not known to it
    private void transaction(@Nullable Pace pace) {
        try {
            write(pace);
        } catch (InvalidTxnStateException e) {
            producer.close(Duration.ZERO);
            producer = open();
        }
    }

    private void write(@Nullable Pace pace) {
        boolean abort = ++transactions % ABORT_EVERY == 0;
        producer.beginTransaction();
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS && !stopping; i++) {
            if (pace != null) {
                pace.await();
            }
            sent.add(send());
        }
        if (abort) {
            producer.flush();
            sent.forEach(s -> book.aborted(s.id()));
            producer.abortTransaction();
            return;
        }
        producer.commitTransaction();
        for (Sent each : sent) {
            book.acknowledged(LogRecord.of(each.record(), each.at()));
        }
    }

    private Sent send() {
        ProducerRecord<byte[], byte[]> record = shape.make(next++);
        String id = LogRecord.idOf(record);
        book.sending(id);
        return new Sent(id, record, producer.send(record));
    }

    private record Sent(String id, ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> answer) {
        /** Where the record lies; its transaction is committed, so it was answered for. */
        private RecordMetadata at() {
            try {
                return answer.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("a record of a committed transaction was not acknowledged", e);
            }
        }
    }

    @Override
    public Optional<Exception> failure() {
        return worker == null ? Optional.empty() : worker.failure();
    }

    @Override
    public void abandon() {
        stopping = true;
        producer.close(Duration.ZERO);
        join();
    }

    @Override
    public void close() {
        stopping = true;
        join();
        producer.close(Duration.ofSeconds(20));
    }

    private void join() {
        if (worker != null) {
            worker.join(20_000);
        }
    }
}
