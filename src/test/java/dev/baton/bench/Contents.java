package dev.baton.bench;

import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What lies in one partition.
 *
 * @param records how many
 * @param hash of all of them, in their order
 */
record Contents(long records, int hash) {
    private static final Contents NOTHING = new Contents(0, 1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Of each partition, up to the end that it has now. */
    static Map<TopicPartition, Contents> of(KafkaCluster cluster, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Contents> contents = new HashMap<>();
        partitions.forEach(partition -> contents.put(partition, NOTHING));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.clientProperties("max.poll.records", 10_000, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    contents.computeIfPresent(partition, (read, so) -> so.and(LogRecord.of(record)));
                });
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(cluster.name() + " cannot be read within " + LIMIT);
                }
            }
        }
        return contents;
    }

    private Contents and(LogRecord record) {
        return new Contents(records + 1, 31 * hash + record.content());
    }
}
