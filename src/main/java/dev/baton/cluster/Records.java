package dev.baton.cluster;

import dev.baton.failure.BatonException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The records of a cluster's topics: reading and writing. */
public final class Records {
    private final Calls calls;
    private final ClientProperties properties;

    Records(Calls calls, ClientProperties properties) {
        this.calls = calls;
        this.properties = properties;
    }

    /**
     * Reads all committed records of a topic, up to the ends that it has at the start, in order per partition. Never a part
     * of them: when the budget is used up before the end, that is a failure.
     *
     * @return false where there is no such topic
     */
    public boolean readToEnd(String topic, Consumer<KafkaRecord> handler) {
        try (RecordReader reader = open(Isolation.COMMITTED)) {
            List<TopicPartition> partitions = reader.partitionsOf(topic);
            reader.readToEnd(partitions, handler);
            return !partitions.isEmpty();
        }
    }

    /**
     * The same of the partitions that have a leader now. For one without, {@link #readToEnd} waits until the budget is used up.
     *
     * @return the partitions of which nothing was passed on, each with the reason
     */
    public Map<TopicPartition, BatonException> readWhereLed(String topic, Consumer<KafkaRecord> handler) {
        try (RecordReader reader = open(Isolation.COMMITTED)) {
            Map<Boolean, List<TopicPartition>> byLed = reader.partitionsByLed(topic);
            reader.readToEnd(byLed.getOrDefault(true, List.of()), handler);
            return byLed.getOrDefault(false, List.of()).stream()
                    .collect(Collectors.toMap(Function.identity(), calls::withoutLeader));
        }
    }

    /**
     * Reads all committed records of partition 0 of a topic from an offset on, up to the end that it has now. Never a part of
     * them.
     *
     * @return that end: where to read on another time; 0 where there is no such topic
     */
    public long readOn(String topic, long from, Consumer<KafkaRecord> handler) {
        try (RecordReader reader = open(Isolation.COMMITTED)) {
            return reader.partitionsOf(topic).isEmpty()
                    ? 0
                    : reader.readOn(new TopicPartition(topic, 0), from, handler);
        }
    }

    /** A reader for many bounded reads. */
    public RecordReader open(Isolation isolation) {
        return new RecordReader(calls, properties.consumer(isolation));
    }

    /** A writer to one topic. */
    public TopicWriter writer(String topic) {
        return new TopicWriter(calls, properties.producer(), topic);
    }

    /**
     * A writer that writes all or nothing. Whoever had the same id before is fenced, and what he left open is decided, before
     * this returns.
     */
    public TransactionalWriter transactional(String id) {
        return new TransactionalWriter(calls, properties.transactional(id));
    }
}
