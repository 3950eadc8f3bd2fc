package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A round of group commits that is overtaken: it had read and translated, and what it rested on is gone when it goes on. */
@WithClusters
class GroupLeaseIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    GroupLeaseIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldCommitWhenNothingChangedMeanwhile() throws Exception {
        assertThat(overtaken("calm", LONG, (groups, lease) -> {})).containsKey(new TopicPartition("calm", 0));
    }

    @Test
    void shouldCommitNothingWhenTheLeaseRanOutMeanwhile() throws Exception {
        Duration lease = Duration.ofSeconds(3);
        assertThat(overtaken(
                        "frozen", lease, (groups, held) -> Awaitility.await().until(() -> !held.isValid())))
                .isEmpty();
    }

    @Test
    void shouldCommitNothingWhenTheShardsWentMeanwhile() throws Exception {
        assertThat(overtaken("moved", LONG, (groups, lease) -> {
                    // Then it waits for the round, which has not ended
                    assertThat(groups.release(OneTopic.ALL, Duration.ofMillis(200)))
                            .isFalse();
                }))
                .isEmpty();
    }

    /** What is committed of a group after a round that was held up while it translated. */
    private Map<TopicPartition, OffsetAndMetadata> overtaken(
            String name, Duration session, BiConsumer<GroupSync, Lease> meanwhile) throws Exception {
        TopicPartition p = new TopicPartition(name, 0);
        create(east, name);
        create(west, name);
        try (Admin admin = east.admin()) {
            admin.alterConsumerGroupOffsets(name, Map.of(p, new OffsetAndMetadata(0)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        Held translation = new Held();
        try (Cluster source = Cluster.connect(east.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test");
                Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test")) {
            StateTopics.create(target, "east", (short) 1);
            Lease lease = Leases.held(session);
            try (StateWriter state = new StateWriter(target, "east")) {
                GroupSync groups = new GroupSync(
                        source,
                        target,
                        Flows.eastToWest(name, name),
                        translation,
                        new OneTopic(name),
                        state,
                        lease,
                        snapshots -> {});
                CompletableFuture<Void> round = CompletableFuture.runAsync(groups::sync);
                assertThat(translation.reached.await(20, TimeUnit.SECONDS)).isTrue();
                meanwhile.accept(groups, lease);
                translation.goOn.countDown();
                round.get(20, TimeUnit.SECONDS);
                assertThat(groups.settle(Duration.ZERO)).isTrue();
            }
        }
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(name)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** The offset that it is, once the test lets it. */
    private static final class Held extends SameOffsets {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void prepare(Collection<TopicPartition> partitions, Set<String> moved) {
            reached.countDown();
            try {
                assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }
}
