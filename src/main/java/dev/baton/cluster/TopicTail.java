package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/** Follows partition 0 of a topic from its start on, without a group; for one thread. */
public final class TopicTail implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final KafkaErrors errors;
    private final Asked asked;

    public TopicTail(ClusterConfig cluster, String topic) {
        Map<String, Object> properties =
                new ClientProperties(cluster, Budget.perCall(CALL_TIMEOUT), "baton-tail").consumer(Isolation.COMMITTED);
        properties.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(properties);
        partition = new TopicPartition(topic, 0);
        errors = new KafkaErrors(cluster);
        asked = Asked.to("read " + topic).needing(AclOperation.READ, ResourceType.TOPIC, topic);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * Hands over what is new, as far as it comes within the time.
     *
     * @return whether the end of the topic was reached
     * @throws BatonException where the cluster refuses this process
     */
    public boolean poll(Duration atMost, Consumer<KafkaRecord> handler) {
        try {
            return read(atMost, handler);
        } catch (AuthenticationException | AuthorizationException e) {
            throw errors.of(asked, null, e);
        }
    }

    private boolean read(Duration atMost, Consumer<KafkaRecord> handler) {
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
