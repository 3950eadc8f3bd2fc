package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Membership of a consumer group as a lease on the partitions of one topic: Kafka's own group protocol says which process
 * owns which, and moves them when one leaves or dies. Nothing is ever consumed. Driven by one thread.
 */
public final class Membership implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaErrors errors;
    private final Asked asked;
    private final String topic;
    private final Set<Integer> owned = new TreeSet<>();

    /** Told, from within {@link #poll}, what is gained and lost. */
    public interface Listener {
        void assigned(Set<Integer> partitions);

        /** The partitions go to another member as soon as this returns: stop and drain. */
        void revoked(Set<Integer> partitions);

        /** The partitions may have another owner already: stop at once. */
        void lost(Set<Integer> partitions);
    }

    /**
     * Joins with the first {@link #poll}.
     *
     * @param session how long the group waits for a silent member
     */
    public Membership(ClusterConfig cluster, String group, String topic, Duration session, Listener listener) {
        Map<String, Object> properties =
                new ClientProperties(cluster, Budget.perCall(CALL_TIMEOUT), group).consumer(Isolation.COMMITTED);
        this.topic = topic;
        this.errors = new KafkaErrors(cluster);
        this.asked = Asked.to("take " + group + " in as a member of its group")
                .needing(AclOperation.READ, ResourceType.GROUP, group)
                .needing(AclOperation.DESCRIBE, ResourceType.TOPIC);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) session.toMillis() / 6);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        consumer = new KafkaConsumer<>(properties);
        consumer.subscribe(List.of(topic), new Rebalance(listener));
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final Listener listener;

        private Rebalance(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(consumer.assignment());
            owned.addAll(numbers(partitions));
            listener.assigned(numbers(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            owned.removeAll(numbers(partitions));
            listener.revoked(numbers(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            owned.removeAll(numbers(partitions));
            listener.lost(numbers(partitions));
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Heartbeats, and takes part in rebalances.
     *
     * @throws BatonException where the cluster refuses this process
     */
    public void poll(Duration timeout) {
        try {
            consumer.poll(timeout);
        } catch (AuthenticationException | AuthorizationException e) {
            throw errors.of(asked, null, e);
        }
    }

    /**
     * Asks the coordinator whether this process still is a member, without waiting: a poll returns in peace also where the
     * coordinator cannot be reached and has given everything away. It is asked by committing an offset that nobody reads,
     * which it refuses from anybody but a member of the current generation, and which counts as a heartbeat (Kafka 4.3.1,
     * {@code OffsetMetadataManager.validateOffsetCommit}).
     *
     * @param confirmed called from within a later {@link #poll} where it says yes
     */
    public void confirm(Runnable confirmed) {
        owned.stream()
                .findFirst()
                .ifPresent(any -> consumer.commitAsync(
                        Map.of(new TopicPartition(topic, any), new OffsetAndMetadata(0)), (offsets, refusal) -> {
                            if (refusal == null) {
                                confirmed.run();
                            }
                        }));
    }

    /** The partitions held as of the last {@link #poll}. */
    public Set<Integer> owned() {
        return Set.copyOf(owned);
    }

    /** Leaves the group, so that others take over at once. */
    @Override
    public void close() {
        consumer.close();
    }
}
