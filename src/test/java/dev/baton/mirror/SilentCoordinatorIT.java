package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups whose coordinator does not answer, and the others, which go on: the commits of each cluster have no replicas. */
@Tag("long")
@WithClusters
class SilentCoordinatorIT {
    private static final String ALONE = "offsets.topic.replication.factor=1";
    /** As a mirror has it, and twice as long as a group may take whose coordinator answers. */
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final Duration CARRIED = Duration.ofSeconds(8);
    private static final Duration START = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    SilentCoordinatorIT(
            @Named(
                            value = "east",
                            brokers = 3,
                            // as long as a dead broker counts as a member it is asked for its groups
                            with = {ALONE, "broker.session.timeout.ms=40000"})
                    KafkaCluster east,
            @Named(value = "west", brokers = 3, with = ALONE) KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldCarryGroupsOverWhoseCoordinatorOnTheTargetAnswersWhileAnotherIsDead() throws Exception {
        // Given
        try (Scene scene = new Scene("west-dead")) {
            scene.awaitCarried(scene.groups, 1);
            Coordinators coordinators = Coordinators.of(west, scene.groups);
            // When
            west.kill(coordinators.victim());
            awaitWithoutLeader();
            // Then
            for (long offset = 2; offset <= 4; offset++) {
                scene.commit(offset, scene.groups);
                scene.assertCarried(coordinators.living(), offset);
            }
            assertThat(scene.sync.troubles()).anyMatch(trouble -> trouble.contains(coordinators.silent()));
            west.revive();
            scene.awaitCarried(scene.groups, 4);
            await().atMost(START).until(() -> scene.sync.troubles().isEmpty());
        }
    }

    @Test
    void shouldCarryGroupsOverWhoseCoordinatorOnTheSourceAnswersWhileADeadOneIsAskedForItsGroups() throws Exception {
        // Given
        try (Scene scene = new Scene("east-dead")) {
            scene.awaitCarried(scene.groups, 1);
            Coordinators coordinators = Coordinators.of(east, scene.groups);
            // When
            east.kill(coordinators.victim());
            await().atMost(START).until(() -> !scene.sync.troubles().isEmpty());
            Instant read = scene.sync.readAt();
            // Then
            for (long offset = 2; offset <= 4; offset++) {
                scene.commit(offset, List.of(coordinators.living()));
                scene.assertCarried(coordinators.living(), offset);
            }
            assertThat(scene.sync.readAt()).isEqualTo(read);
            assertThat(scene.sync.troubles())
                    .anyMatch(
                            trouble -> trouble.startsWith("groups of brokers that do not answer are not carried over"));
            east.revive();
            await().atMost(START).untilAsserted(() -> {
                assertThat(scene.sync.readAt()).isAfter(read);
                assertThat(scene.sync.troubles()).isEmpty();
            });
        }
    }

    private void awaitWithoutLeader() {
        try (Admin admin = west.admin()) {
            await().atMost(START)
                    .ignoreExceptions()
                    .until(() -> admin
                            .describeTopics(List.of("__consumer_offsets"))
                            .allTopicNames()
                            .get(5, TimeUnit.SECONDS)
                            .get("__consumer_offsets")
                            .partitions()
                            .stream()
                            .anyMatch(partition -> partition.leader() == null
                                    || partition.leader().isEmpty()));
        }
    }

    /** One group whose coordinator goes, and one whose does not. */
    private record Coordinators(String silent, int victim, String living) {
        static Coordinators of(KafkaCluster cluster, Collection<String> groups) {
            Map<String, Integer> nodes = new TestData(cluster).coordinators(groups);
            String silent = groups.iterator().next();
            int victim = Objects.requireNonNull(nodes.get(silent));
            String living = nodes.keySet().stream()
                    .filter(group -> nodes.get(group) != victim)
                    .findFirst()
                    .orElseThrow();
            return new Coordinators(silent, victim, living);
        }
    }

    /** Groups with commits on the source for a topic that is the same on both sides, and rounds that carry them over. */
    private final class Scene implements AutoCloseable {
        private final String topic;
        private final List<String> groups;
        private final Cluster source = Cluster.connect(east.clientConfig(), Budget.perCall(CALL), "test");
        private final Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(CALL), "test");
        private final StateWriter state;
        private final GroupSync sync;
        private final Admin committer = east.admin();
        private final Admin reader = west.admin();
        private final Thread rounds = new Thread(this::rounds);
        private volatile boolean stop;

        private Scene(String topic) throws Exception {
            this.topic = topic;
            this.groups = List.of(topic + "-a", topic + "-b", topic + "-c", topic + "-d", topic + "-e", topic + "-f");
            for (Admin admin : List.of(committer, reader)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 2)))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
            commit(1, groups);
            StateTopics.create(target, "east", (short) 3);
            state = new StateWriter(target, "east");
            Lease lease = Leases.held(Duration.ofMinutes(10));
            sync = new GroupSync(
                    source,
                    target,
                    Flows.eastToWest(topic, topic + "-.*"),
                    new SameOffsets(),
                    new OneTopic(topic),
                    state,
                    lease,
                    snapshots -> {});
            rounds.start();
        }

        private void rounds() {
            while (!stop) {
                try {
                    sync.sync();
                    Thread.sleep(500);
                } catch (BatonException e) {
                    // the next round is another
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void commit(long offset, Collection<String> some) {
            some.forEach(group -> TestData.commit(committer, group, topic, 0, offset, ""));
        }

        private void awaitCarried(Collection<String> some, long offset) {
            await().atMost(START).untilAsserted(() -> {
                for (String group : some) {
                    assertThat(committed(group)).as(group).isEqualTo(offset);
                }
            });
        }

        private void assertCarried(String group, long offset) {
            await().atMost(CARRIED)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> assertThat(committed(group)).isEqualTo(offset));
        }

        private long committed(String group) throws Exception {
            OffsetAndMetadata there = reader.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(new TopicPartition(topic, 0));
            return there == null ? -1 : there.offset();
        }

        @Override
        public void close() throws Exception {
            stop = true;
            rounds.join();
            state.close();
            committer.close(Duration.ZERO);
            reader.close(Duration.ZERO);
            source.close();
            target.close();
        }
    }
}
