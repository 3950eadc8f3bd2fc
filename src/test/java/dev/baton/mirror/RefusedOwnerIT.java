package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.OffsetsMode;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The coordinator does not know a shard's owner any more, though nobody took the shard: it is owned anew. */
@WithClusters
class RefusedOwnerIT {
    private static final int RECORDS = 50;
    /** Of the coordinator. */
    private static final Duration MEMORY = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final TestData east;
    private final TestData west;

    RefusedOwnerIT(
            @Named("east") KafkaCluster east,
            @Named(
                            value = "west",
                            with = {
                                "transactional.id.expiration.ms=3000",
                                "transaction.remove.expired.transaction.cleanup.interval.ms=500"
                            })
                    KafkaCluster west) {
        this.east = new TestData(east);
        this.west = new TestData(west);
    }

    @Test
    void shouldOwnTheShardAnewWhenItsTransactionalIdHasExpired() {
        try (LoneOwner owner = owner("expired")) {
            // Given
            owner.prepare(Starts.topic("expired"));
            awaitForgotten("expired");
            // When
            assertThatThrownBy(() -> owner.prepare(Starts.topic("expired")))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("INVALID_PRODUCER_ID_MAPPING");
            // Then
            assertMirrorsOn(owner, "expired");
        }
    }

    @Test
    void shouldOwnTheShardAnewWhenSomebodyFencedItsTransactionalId() throws Exception {
        try (LoneOwner owner = owner("fenced");
                Admin admin = west.cluster().admin()) {
            // Given
            owner.prepare(Starts.topic("fenced"));
            admin.fenceProducers(List.of(transactionalId("fenced"))).all().get(20, TimeUnit.SECONDS);
            // When
            assertThatThrownBy(() -> owner.prepare(Starts.topic("fenced"))).isInstanceOf(BatonException.class);
            // Then
            assertMirrorsOn(owner, "fenced");
        }
    }

    @Test
    void shouldNotTakeTheShardBackFromWhoeverHasItWhileTheLeaseIsOver() throws Exception {
        try (LoneOwner owner = owner("unsure");
                Admin admin = west.cluster().admin()) {
            // Given
            owner.prepare(Starts.topic("unsure"));
            admin.fenceProducers(List.of(transactionalId("unsure"))).all().get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> owner.prepare(Starts.topic("unsure"))).isInstanceOf(BatonException.class);
            // When
            owner.freeze();
            assertThatThrownBy(() -> owner.prepare(Starts.topic("unsure")))
                    .hasMessageContaining("does not confirm this mirror");
            // Then
            owner.wake();
            assertMirrorsOn(owner, "unsure");
        }
    }

    @Test
    void shouldStayTheOwnerForLongerThanTheCoordinatorRemembersUnusedIds() {
        try (LoneOwner owner = owner("kept")) {
            // Given
            owner.prepare(Starts.topic("kept"));
            // When
            for (long end = System.nanoTime() + MEMORY.multipliedBy(2).toNanos(); System.nanoTime() < end; ) {
                Pause.take(MEMORY.dividedBy(3));
                owner.keepAlive();
            }
            // Then
            assertMirrorsOn(owner, "kept");
        }
    }

    // ----

    private LoneOwner owner(String topic) {
        east.create(topic, 1, Map.of());
        west.create(topic, 1, Map.of());
        east.produceInTransactions(topic, RECORDS);
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        return new LoneOwner(Flows.eastToWest(topic, "none", OffsetsMode.MAP), facts, east.cluster(), west.cluster());
    }

    private static String transactionalId(String topic) {
        return "baton-mirror.east.west." + InternalTopics.shardOf(topic, 0);
    }

    private void awaitForgotten(String topic) {
        try (Admin admin = west.cluster().admin()) {
            Awaitility.await("the coordinator forgets")
                    .atMost(PATIENCE)
                    .until(() -> admin.listTransactions().all().get(20, TimeUnit.SECONDS).stream()
                            .map(TransactionListing::transactionalId)
                            .noneMatch(transactionalId(topic)::equals));
        }
    }

    private void assertMirrorsOn(LoneOwner owner, String topic) {
        owner.begin(owner.prepare(Starts.topic(topic)));
        Awaitility.await().atMost(PATIENCE).until(() -> west.end(topic, 0) >= RECORDS * 4 / 5);
        assertThat(new BothLogs(east.cluster(), west.cluster(), topic, 0)
                        .assertSameRecords()
                        .assertExactMap()
                        .records())
                .isEqualTo(RECORDS * 4 / 5);
    }
}
