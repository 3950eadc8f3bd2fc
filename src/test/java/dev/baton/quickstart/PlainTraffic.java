package dev.baton.quickstart;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Idempotent, lz4, no transactions: the producer that most applications have. */
public final class PlainTraffic implements Traffic {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Shape shape;
    private final WriteBook book;
    private long next;
    private volatile boolean stopping;
    private @Nullable Worker worker;

    public PlainTraffic(String bootstrap, Shape shape, WriteBook book) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "acks", "all",
                        "compression.type", "lz4",
                        "linger.ms", "10",
                        "batch.size", "32768",
                        "max.block.ms", "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.shape = shape;
        this.book = book;
    }

    @Override
    public void burst(int records) {
        for (int i = 0; i < records; i++) {
            send();
        }
        producer.flush();
    }

    @Override
    public void start(int recordsPerSecond) {
        Pace pace = new Pace(recordsPerSecond);
        worker = Worker.start("plain-traffic", () -> {
            while (!stopping) {
                pace.await();
                send();
            }
            return null;
        });
    }

    private void send() {
        ProducerRecord<byte[], byte[]> record = shape.make(next++);
        book.sending(LogRecord.idOf(record));
        var unused = producer.send(record, (at, e) -> {
            if (e == null) {
                book.acknowledged(LogRecord.of(record, at));
            }
        });
    }

    @Override
    public Optional<Exception> failure() {
        return worker == null ? Optional.empty() : worker.failure();
    }

    @Override
    public void abandon() {
        stop(Duration.ZERO);
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    private void stop(Duration atMost) {
        stopping = true;
        if (worker != null && !atMost.isZero()) {
            worker.join(atMost.toMillis());
        }
        producer.close(atMost);
        if (worker != null) {
            worker.join(5_000);
        }
    }
}
