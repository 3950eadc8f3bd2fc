package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Properties of the Kafka clients: the user's, then what Baton must have. No timeout of a client is longer than the budget,
 * and a broker that takes connections but is silent costs half of it, so that the next one can still be asked.
 */
final class ClientProperties {
    private static final int MIN_MILLIS = 500;
    /** Until then readers of committed records wait behind what a killed writer left open. */
    private static final int ABANDONED_MILLIS = 20_000;

    /**
     * How long a broker that has nothing new holds a read back. A consumer that has come to the end has asked for what follows
     * already, and is answered nothing else on that connection until the broker has given that up; of an empty log it does not
     * know before that it is at the end.
     */
    private static final int LONGEST_POLL_MILLIS = 10;

    private final Map<String, Object> common = new HashMap<>();
    private final int limit;

    ClientProperties(ClusterConfig config, Budget budget, String clientId) {
        limit = budget.limitMillis();
        common.putAll(config.properties());
        common.put("client.id", clientId);
        common.put("enable.metrics.push", "false");
        common.put("default.api.timeout.ms", limit);
        common.put("request.timeout.ms", Math.min(30_000, part(2)));
        common.put("socket.connection.setup.timeout.ms", Math.min(10_000, part(4)));
        common.put("socket.connection.setup.timeout.max.ms", Math.min(10_000, part(4)));
    }

    private ClientProperties(ClientProperties others, String bootstrap) {
        limit = others.limit;
        common.putAll(others.common);
        common.put("bootstrap.servers", bootstrap);
    }

    /** The same for clients that begin with another broker. */
    ClientProperties startingAt(String bootstrap) {
        return new ClientProperties(this, bootstrap);
    }

    Map<String, Object> admin() {
        return new HashMap<>(common);
    }

    /** For reading by explicit positions only: no group, no commits, no silent jump to another offset. */
    Map<String, Object> consumer(Isolation isolation) {
        Map<String, Object> all = new HashMap<>(common);
        all.keySet().removeIf(key -> key.equals("group.id") || key.equals("group.instance.id"));
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.configValue());
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_POLL_MILLIS);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return all;
    }

    Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>(common);
        all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 10 * 1024 * 1024);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limit);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limit);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return all;
    }

    /** The same in transactions, each of which is given up where its writer died this long ago. */
    Map<String, Object> transactional(String id) {
        Map<String, Object> all = producer();
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.max(ABANDONED_MILLIS, limit));
        all.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        return all;
    }

    private int part(int divisor) {
        return Math.min(limit, Math.max(MIN_MILLIS, limit / divisor));
    }
}
