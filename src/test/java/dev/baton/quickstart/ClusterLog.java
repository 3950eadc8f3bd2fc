package dev.baton.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics of one cluster. */
public final class ClusterLog {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrap;

    public ClusterLog(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** All committed records of the topics, in the order of offsets of each partition. */
    public List<LogRecord> committed(Collection<String> topics) {
        return read(topics, "read_committed").stream().map(LogRecord::of).toList();
    }

    /** All records of the topics, those of aborted and open transactions too. */
    public List<LogRecord> everything(Collection<String> topics) {
        return read(topics, "read_uncommitted").stream().map(LogRecord::of).toList();
    }

    /** All records of one topic as they are; none where there is no such topic. */
    public List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
        return read(List.of(topic), "read_committed");
    }

    /** Waits until no transaction of the topics is open, so that what is committed is final; false where one stays open. */
    public boolean awaitNoOpenTransaction(Collection<String> topics, Duration atMost) {
        Instant end = Instant.now().plus(atMost);
        while (!ends(topics, "read_committed").equals(ends(topics, "read_uncommitted"))) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
        }
        return true;
    }

    /** Log ends, or last stable offsets. */
    public Map<TopicPartition, Long> ends(Collection<String> topics, String isolation) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            return consumer.endOffsets(partitions(consumer, topics), LIMIT);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Collection<String> topics, String isolation) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            List<TopicPartition> partitions = partitions(consumer, topics);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant limit = Instant.now().plus(LIMIT);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
                if (Instant.now().isAfter(limit)) {
                    throw new IllegalStateException("reading " + topics + " of " + bootstrap + " takes over " + LIMIT);
                }
            }
        }
        return read;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
        Map<String, List<PartitionInfo>> known = consumer.listTopics(LIMIT);
        return topics.stream()
                .flatMap(topic -> known.getOrDefault(topic, List.of()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", isolation,
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false",
                        "max.poll.records", "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
