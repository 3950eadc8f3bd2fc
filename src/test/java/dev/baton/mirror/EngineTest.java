package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.ClusterConfig;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the engine does with its lanes, between clusters that do not answer. */
class EngineTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void shouldKeepThePartitionWhenItComesBackBeforeItWasDrained() throws Exception {
        // Given
        try (Engine engine =
                new Engine(dead("east"), dead("west"), null, new Lease(Duration.ofSeconds(5)), (p, l, w) -> {})) {
            engine.start(start(10));
            CompletableFuture<List<Progress>> drained = engine.stop(Set.of(PARTITION));
            engine.start(start(20));
            // When
            Thread thread = new Thread(engine, "engine-under-test");
            thread.setDaemon(true);
            thread.start();
            drained.get(10, TimeUnit.SECONDS);
            // Then
            Progress now = engine.progress(PARTITION);
            assertThat(now).isNotNull();
            assertThat(now.source()).isEqualTo(20);
        }
    }

    @Test
    void shouldEndWithTheCauseWhenOneOfItsThreadsCannotGoOn() throws Exception {
        // Given
        Error broken = new NoClassDefFoundError("broken");
        try (Engine engine =
                new Engine(dead("east"), dead("west"), null, new Lease(Duration.ofSeconds(5)), (p, l, w) -> {
                    throw broken;
                })) {
            engine.start(start(10));
            Thread thread = new Thread(engine, "engine-under-test");
            thread.start();
            Throwable before = engine.failure();
            // When
            engine.end(PARTITION, new LaneEnd.Resync("whatever ends a lane"));
            thread.join(10_000);
            // Then
            assertThat(before).isNull();
            assertThat(thread.isAlive()).isFalse();
            assertThat(engine.failure()).isSameAs(broken);
        }
    }

    @Test
    void shouldSayOfEachPartitionThatItsLeaderIsNotToBeReached() {
        // Given two clusters that refuse connections
        Lease lease = Leases.held(Duration.ofSeconds(60));
        try (Engine engine = new Engine(dead("east"), dead("west"), null, lease, (p, l, w) -> {})) {
            engine.start(start(10));
            Thread thread = new Thread(engine, "engine-under-test");
            thread.setDaemon(true);
            // When
            thread.start();
            // Then
            Awaitility.await()
                    .atMost(Failing.LASTING.plusSeconds(5))
                    .untilAsserted(() -> assertThat(engine.stalled())
                            .containsEntry(PARTITION, "the target cannot be written to: " + Leaders.NONE));
            assertThat(engine.progress(PARTITION)).isNotNull();
        }
    }

    private static ClusterConfig dead(String alias) {
        return new ClusterConfig(alias, Map.of("bootstrap.servers", "127.0.0.1:1"));
    }

    private static PartitionStart start(long offset) {
        return Starts.preserved(
                new PartitionRef("t", new Uuid(1, 1), 0), new PartitionRef("t", new Uuid(2, 2), 0), offset);
    }
}
