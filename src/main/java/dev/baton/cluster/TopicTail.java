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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.ResourceType;

/** Follows partition 0 of a topic from its start on, without a group; for one thread. */
public final class TopicTail implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

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
     * @return whether all was handed over that the topic held when this was called
     * @throws BatonException where the cluster refuses this process
     */
    public boolean poll(Duration atMost, Consumer<KafkaRecord> handler) {
        try {
            return read(atMost, handler);
        } catch (TimeoutException e) {
            return false;
        } catch (AuthenticationException | AuthorizationException e) {
            throw errors.of(asked, null, e);
        }
    }

    // not by the lag: the last fetch was answered before this was called, and knows nothing of what came since
    private boolean read(Duration atMost, Consumer<KafkaRecord> handler) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long end = consumer.endOffsets(List.of(partition), atMost).getOrDefault(partition, Long.MAX_VALUE);
        while (consumer.position(partition, atMost) < end) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                handler.accept(new KafkaRecord(read));
            }
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
