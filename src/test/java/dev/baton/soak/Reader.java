package dev.baton.soak;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of a consumer group that reads until it is stopped, and commits all the time. Where its cluster fails it, it joins anew. */
final class Reader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final String bootstrap;
    private final String group;
    private final Collection<String> topics;
    private final Duration pause;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param pause after each few records: a reader with a long one falls behind for ever */
    Reader(String bootstrap, String group, Collection<String> topics, Duration pause) {
        this.bootstrap = bootstrap;
        this.group = group;
        this.topics = List.copyOf(topics);
        this.pause = pause;
        this.thread = new Thread(this::run, "reader of " + group);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                consumer.subscribe(topics);
                while (!stopping) {
                    consumer.poll(POLL);
                    consumer.commitSync();
                    LockSupport.parkNanos(pause.toNanos());
                }
            } catch (KafkaException e) {
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "group.id", group,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "session.timeout.ms", "10000",
                        "default.api.timeout.ms", "15000",
                        "max.poll.records", "100"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    String group() {
        return group;
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
