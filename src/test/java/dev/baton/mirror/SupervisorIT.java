package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a partition that stops, and what is said of it. */
@Tag("long")
@WithClusters
class SupervisorIT {
    /** One that refuses connections. */
    private static final ClusterConfig EAST = new ClusterConfig("east", Map.of("bootstrap.servers", "127.0.0.1:1"));

    private static final Set<Integer> SHARD = Set.of(InternalTopics.shardOf("t", 0));

    private static final int TARGET_MAX = 200_000;

    private final KafkaCluster source;
    private final KafkaCluster target;
    private final ClusterConfig west;

    SupervisorIT(
            @Named("east") KafkaCluster source,
            @Named(value = "west", with = "message.max.bytes=" + TARGET_MAX) KafkaCluster target) {
        this.source = source;
        this.target = target;
        this.west = target.clientConfig();
    }

    /** Marks are looked at once a second, and a mirror may end between two looks. */
    @Test
    void shouldSayNothingMoreOfATroubleAsSoonAsItIsOver() {
        // Given
        TestData data = new TestData(source).create("huge", 1, Map.of());
        data.send("huge", List.of("x".repeat(TARGET_MAX + 1)));
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("huge", "none"), source, target)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> !mirror.view().stopped().isEmpty());
            // When
            data.configure("huge", "max.message.bytes", "1000000");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> mirror.view().records() > 0);
            // Then
            assertThat(mirror.view().stopped()).isEmpty();
        }
    }

    @Test
    void shouldTryOneAfterTheOtherWhenAShardWentAndCameBackWhileItsPartitionWaited() {
        try (Cluster target = Cluster.connect(west, Budget.perCall(Duration.ofSeconds(10)), "test");
                StateWriter state = new StateWriter(target, "east");
                Engine engine =
                        started(new Engine(EAST, west, null, Leases.held(Duration.ofMinutes(5)), (p, l, w) -> {}));
                Supervisor supervisor = new Supervisor(
                        engine,
                        new Preparers(
                                () -> new Preparer(
                                        EAST,
                                        west,
                                        target,
                                        Flows.eastToWest("t", "none"),
                                        facts(),
                                        state,
                                        engine,
                                        Set.of(),
                                        new TargetLosses()),
                                engine::failed),
                        new Tally())) {
            // Given
            supervisor.topics(List.of(Starts.topic("t")), Set.of(), SwitchedGeneration.NONE);
            for (int i = 0; i < 8; i++) {
                long before = supervisor.retries();
                supervisor.assigned(SHARD, Map.of());
                Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> supervisor.retries() > before);
                supervisor.revoked(SHARD).join();
                supervisor.left(SHARD);
            }
            assertThat(supervisor.seen(Set.of())).isAfter(Instant.EPOCH);
            // When
            long before = supervisor.retries();
            supervisor.assigned(SHARD, Map.of());
            // of what its last owner did not see it knows nothing either
            assertThat(supervisor.seen(Set.of())).isEqualTo(Instant.EPOCH);
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            // Then: at once, and after 0.1, 0.3, 0.7 and 1.5 s
            assertThat(supervisor.retries() - before).isBetween(1L, 5L);
        }
    }

    private static Engine started(Engine engine) {
        Thread thread = new Thread(engine, "engine-under-test");
        thread.setDaemon(true);
        thread.start();
        return engine;
    }

    private static FlowFacts facts() {
        return new FlowFacts("east", "west", "E", "W", "", InternalTopics.SHARDS, 1, 2, Instant.EPOCH);
    }
}
