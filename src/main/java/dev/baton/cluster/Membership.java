package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership of a consumer group as a lease on the partitions of one topic: Kafka's own group protocol says which process
 * owns which, and moves them when one leaves or dies. Nothing is ever consumed. Driven by one thread.
 *
 * <p>A poll returns in peace also where the coordinator cannot be reached and has given everything away. So it is asked, once
 * a second, by committing an offset that nobody reads, which it refuses from anybody but a member of the current generation,
 * and which counts as a heartbeat (Kafka 4.3.1, {@code OffsetMetadataManager.validateOffsetCommit}). That goes on while
 * partitions are given up, which may take longer than the lease on the others holds.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LEAVE = Duration.ofSeconds(5);
    private static final Duration CONFIRM = Duration.ofSeconds(1);
    private static final Duration CONFIRM_ANEW = Duration.ofMillis(200);

    /** Far below the time after which the group counts a member out that does not come back from a rebalance: 5 minutes. */
    private static final Duration GIVING_UP = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaErrors errors;
    private final Asked asked;
    private final String group;
    private final String topic;
    private final TopicPartition any;
    private final Listener listener;
    private final Set<Integer> owned = new TreeSet<>();
    private @Nullable AuthorizationException unauthorised;
    private long askedNanos = System.nanoTime() - CONFIRM.toNanos();
    private long confirmedNanos = askedNanos - CONFIRM.toNanos();

    /** Told, from within {@link #poll}, what is gained and lost. None of these may wait for anything. */
    public interface Listener {
        void assigned(Set<Integer> partitions);

        /**
         * The partitions go to another member.
         *
         * @return done when nothing is under way for them any more; they are held until then, or for a minute
         */
        CompletableFuture<?> revoked(Set<Integer> partitions);

        /** The partitions may have another owner already: stop at once. */
        void lost(Set<Integer> partitions);

        /** The coordinator confirmed the membership when asked at that moment, by {@link System#nanoTime}. */
        void confirmed(long askedNanos);
    }

    /**
     * What a member is there for. Members of different kinds are never in the group together: they offer different protocols,
     * and the coordinator refuses who has none in common with those that are there.
     */
    public enum Kind {
        MIRROR(CooperativeStickyAssignor.class, ""),
        GROUPS_ONLY(GroupsOnlyAssignor.class, ".groups-only");

        private final Class<?> assignor;
        private final String suffix;

        Kind(Class<?> assignor, String suffix) {
            this.assignor = assignor;
            this.suffix = suffix;
        }

        /** Which kind a member of the group is, by its client id. */
        public static Kind of(GroupDescription.Member member) {
            return member.clientId().endsWith(GROUPS_ONLY.suffix) ? GROUPS_ONLY : MIRROR;
        }
    }

    /** The same assignment under another name. */
    public static final class GroupsOnlyAssignor extends CooperativeStickyAssignor {
        @Override
        public String name() {
            return "baton-groups-only";
        }
    }

    /**
     * Joins with the first {@link #poll}.
     *
     * @param session how long the group waits for a silent member
     */
    public Membership(
            ClusterConfig cluster, String group, String topic, Kind kind, Duration session, Listener listener) {
        Map<String, Object> properties = new ClientProperties(
                        cluster, Budget.perCall(CALL_TIMEOUT), group + kind.suffix)
                .consumer(Isolation.COMMITTED);
        this.group = group;
        this.any = new TopicPartition(topic, 0);
        this.listener = listener;
        this.errors = new KafkaErrors(cluster);
        // DESCRIBE would do to be taken in; yet it comes with READ, and who shares the work has to read the topic
        this.asked = Asked.to("take " + group + " in as a member of its group")
                .needing(AclOperation.READ, ResourceType.GROUP, group)
                .needing(AclOperation.READ, ResourceType.TOPIC);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) session.toMillis() / 6);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(kind.assignor));
        consumer = new KafkaConsumer<>(properties);
        this.topic = topic;
        join();
    }

    /** Takes part again with the next {@link #poll}. */
    public void join() {
        consumer.subscribe(List.of(topic), new Rebalance());
    }

    /** Gives up what it holds, so that others take over, until it joins again. */
    public void leave() {
        consumer.unsubscribe();
    }

    /** What the client says within a poll; a failure here would end the process, and the next poll may heal it. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(consumer.assignment());
            owned.addAll(numbers(partitions));
            safely(() -> listener.assigned(numbers(partitions)));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            owned.removeAll(numbers(partitions));
            safely(() -> await(listener.revoked(numbers(partitions))));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            owned.removeAll(numbers(partitions));
            safely(() -> listener.lost(numbers(partitions)));
        }

        private void safely(Runnable callback) {
            try {
                callback.run();
            } catch (RuntimeException e) {
                LOG.error("a rebalance of {} was not followed", group, e);
            }
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }

    private void await(CompletableFuture<?> given) {
        long deadline = System.nanoTime() + GIVING_UP.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                given.get(CONFIRM_ANEW.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                confirmNow();
            } catch (ExecutionException e) {
                LOG.warn("partitions of {} are given up though not all is done for them: {}", group, e.getMessage());
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.warn(
                "partitions of {} are given up after {} s though not all is done for them",
                group,
                GIVING_UP.toSeconds());
    }

    /**
     * Heartbeats, asks for confirmation, and takes part in rebalances.
     *
     * @throws BatonException where the cluster refuses this process, or members of another kind are there
     */
    public void poll(Duration timeout) {
        try {
            confirm();
            consumer.poll(timeout);
            requireTakenIn();
        } catch (InconsistentGroupProtocolException e) {
            throw BatonException.refused(
                    "group " + group + " has members of another kind, of which it takes one at a time",
                    "stop those first, or leave the work to them");
        } catch (AuthenticationException | AuthorizationException e) {
            throw errors.of(asked, null, e);
        }
    }

    private void confirm() {
        long now = System.nanoTime();
        boolean lately = now - confirmedNanos < 2 * CONFIRM.toNanos();
        Duration pause = lately ? CONFIRM : CONFIRM_ANEW;
        if (owned.isEmpty() || now - askedNanos < pause.toNanos()) {
            return;
        }
        askedNanos = now;
        consumer.commitAsync(nothing(), (offsets, refusal) -> {
            if (refusal == null) {
                confirmed(now);
            } else if (refusal instanceof AuthorizationException refused) {
                unauthorised = refused;
            }
        });
    }

    // a heartbeat that is refused for a missing right is tried again by the client, and nobody is told
    private void requireTakenIn() {
        AuthorizationException refusal = unauthorised;
        if (refusal != null) {
            unauthorised = null;
            throw refusal;
        }
    }

    /** The same from within a rebalance, where the next poll may be long in coming. */
    private void confirmNow() {
        long now = System.nanoTime();
        if (now - askedNanos < CONFIRM.toNanos()) {
            return;
        }
        askedNanos = now;
        try {
            consumer.commitSync(nothing(), CONFIRM);
            confirmed(now);
        } catch (KafkaException e) {
            LOG.debug("the membership of {} is not confirmed: {}", group, e.getMessage());
        }
    }

    private void confirmed(long when) {
        confirmedNanos = when;
        listener.confirmed(when);
    }

    private Map<TopicPartition, OffsetAndMetadata> nothing() {
        return Map.of(any, new OffsetAndMetadata(0));
    }

    /** The partitions held as of the last {@link #poll}. */
    public Set<Integer> owned() {
        return Set.copyOf(owned);
    }

    /** Leaves the group, so that others take over at once; a coordinator that does not answer notices by itself. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(LEAVE));
    }
}
