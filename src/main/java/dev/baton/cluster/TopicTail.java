package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Follows partition 0 of a topic from its start on, without a group; for one thread. */
public final class TopicTail implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    public TopicTail(ClusterConfig cluster, String topic) {
        Map<String, Object> properties =
                new ClientProperties(cluster, Budget.perCall(CALL_TIMEOUT), "baton-tail").consumer(Isolation.COMMITTED);
        properties.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(properties);
        partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * Hands over what is new, as far as it comes within the time.
     *
     * @return whether the end of the topic was reached
     */
    public boolean poll(Duration atMost, Consumer<KafkaRecord> handler) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean reached = false;
        while (!reached && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(50))) {
                handler.accept(new KafkaRecord(read));
            }
            reached = consumer.currentLag(partition).orElse(1) == 0;
        }
        return reached;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
