package dev.baton.failback;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed values of a partition, in order. */
final class Ledger {
    private Ledger() {}

    static List<String> values(KafkaCluster cluster, TopicPartition partition) {
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties("isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    /** The log's end; 0 where there is no such topic yet. */
    static long end(KafkaCluster cluster, TopicPartition partition) {
        try {
            return new TestData(cluster).end(partition.topic(), partition.partition());
        } catch (IllegalStateException e) {
            return 0;
        }
    }
}
