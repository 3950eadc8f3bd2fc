package dev.baton.soak;

import dev.baton.quickstart.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The committed records of one partition, up to the end that it had when this was made; a few of them in memory at a time. */
final class CommittedRecords implements Iterator<LogRecord>, AutoCloseable {
    private static final Duration STALL = Duration.ofMinutes(1);

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long end;
    private final Deque<LogRecord> next = new ArrayDeque<>();

    CommittedRecords(String bootstrap, TopicPartition partition) {
        this.partition = partition;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        this.end = consumer.endOffsets(List.of(partition), STALL).get(partition);
    }

    @Override
    public boolean hasNext() {
        Instant limit = Instant.now().plus(STALL);
        while (next.isEmpty() && consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> next.add(LogRecord.of(record)));
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("reading " + partition + " on from " + consumer.position(partition)
                        + " to " + end + " takes over " + STALL);
            }
        }
        return !next.isEmpty();
    }

    @Override
    public LogRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return next.remove();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
