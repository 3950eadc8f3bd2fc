package dev.baton.failback;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** One application and everything that it ever read, on whichever cluster it ran; it goes on where its group stands. */
final class GroupLog {
    private final String group;
    private final TopicPartition partition;
    private final List<String> read = new ArrayList<>();

    GroupLog(String group, TopicPartition partition) {
        this.group = group;
        this.partition = partition;
    }

    List<String> read() {
        return List.copyOf(read);
    }

    /** Reads so many records, waiting for them, commits as a consumer does, and leaves. */
    void consume(KafkaCluster cluster, int count) {
        long goal = read.size() + count;
        consumeWhile(cluster, consumer -> read.size() < goal);
    }

    /** Reads to the end that there is now, commits and leaves. */
    void consumeToEnd(KafkaCluster cluster) {
        long end = new TestData(cluster).end(partition.topic(), partition.partition());
        consumeWhile(cluster, consumer -> consumer.position(partition) < end);
    }

    private interface Condition {
        boolean holds(KafkaConsumer<String, String> consumer);
    }

    private void consumeWhile(KafkaCluster cluster, Condition wanted) {
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties(
                        "group.id",
                        group,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        10),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(partition.topic()));
            while (consumer.assignment().isEmpty()) {
                take(consumer);
            }
            while (wanted.holds(consumer)) {
                take(consumer);
            }
        }
    }

    private void take(KafkaConsumer<String, String> consumer) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
            read.add(record.value());
            consumer.commitSync(
                    Map.of(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "")));
        }
    }
}
