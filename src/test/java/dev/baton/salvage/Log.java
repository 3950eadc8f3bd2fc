package dev.baton.salvage;

import dev.baton.testkit.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A partition's committed records, as a consumer of the test's own reads them. */
final class Log {
    private Log() {}

    /** One record; its origin where it was written again. */
    record Entry(long offset, String value, @Nullable String origin) {}

    static List<String> values(KafkaCluster cluster, TopicPartition partition) {
        return read(cluster, partition).stream().map(Entry::value).toList();
    }

    static List<Entry> read(KafkaCluster cluster, TopicPartition partition) {
        List<Entry> read = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties("isolation.level", "read_committed", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    var origin = record.headers().lastHeader(Origin.HEADER);
                    read.add(new Entry(
                            record.offset(),
                            record.value(),
                            origin == null ? null : new String(origin.value(), StandardCharsets.UTF_8)));
                });
            }
        }
        return read;
    }
}
