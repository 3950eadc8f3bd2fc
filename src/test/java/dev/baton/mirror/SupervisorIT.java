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

/** What becomes of a partition that cannot be prepared, since its source refuses connections. */
@Tag("long")
@WithClusters
class SupervisorIT {
    private static final ClusterConfig EAST = new ClusterConfig("east", Map.of("bootstrap.servers", "127.0.0.1:1"));
    private static final Set<Integer> SHARD = Set.of(InternalTopics.shardOf("t", 0));

    private final ClusterConfig west;

    SupervisorIT(@Named("west") KafkaCluster west) {
        this.west = west.clientConfig();
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
            // When
            long before = supervisor.retries();
            supervisor.assigned(SHARD, Map.of());
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
