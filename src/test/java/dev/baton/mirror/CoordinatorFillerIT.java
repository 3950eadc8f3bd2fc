package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Shards whose markers one thread writes. */
@WithClusters
class CoordinatorFillerIT {
    /** One more than there are threads. */
    private static final List<String> TRANSACTIONAL_IDS = IntStream.rangeClosed(0, CoordinatorFiller.WORKERS)
            .mapToObj(i -> "markers-" + i)
            .toList();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaCluster west;
    private final AtomicLongArray ends = new AtomicLongArray(TRANSACTIONAL_IDS.size());

    CoordinatorFillerIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldFillGapsOfEveryShardWhenAllHaveMoreOfThemAllTheTime() {
        // Given
        try (Filling filling = new Filling("filled", TRANSACTIONAL_IDS.size())) {
            // When
            for (int p = 0; p < TRANSACTIONAL_IDS.size(); p++) {
                fillForEver(filling, filling.way(TRANSACTIONAL_IDS.get(p)), p);
            }
            // Then
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(IntStream.range(0, ends.length()).mapToLong(ends::get))
                                    .allMatch(end -> end > 0));
        }
    }

    private void fillForEver(Filling filling, Markers.Coordinated way, int p) {
        var unused = filling.fill(way, p, ends.get(p), null).thenAccept(end -> {
            ends.set(p, end);
            fillForEver(filling, way, p);
        });
    }

    @Test
    void shouldWriteNoMarkerWhenTheLogEndsElsewhere() {
        try (Filling filling = new Filling("elsewhere", 1)) {
            Markers.Coordinated way = filling.way("markers-elsewhere");
            assertThat(filling.fill(way, 0, 5, null)).succeedsWithin(PATIENCE).isEqualTo(0L);
            assertThat(filling.fill(way, 0, 0, null)).succeedsWithin(PATIENCE).isEqualTo(1L);
        }
    }

    @Test
    void shouldTellWhereTheLogEndsWhenThatIsNotBehindTheMarker() {
        try (Filling filling = new Filling("displaced", 1)) {
            assertThat(filling.fill(filling.way("markers-displaced"), 0, 5, System.nanoTime()))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(1L);
        }
    }

    /** A filler of a topic's gaps, one marker at a time. */
    private final class Filling implements AutoCloseable {
        private final LogControl control = new LogControl(west.clientConfig(), "test");
        private final CoordinatorFiller filler;
        private final String topic;
        private final Uuid topicId;

        private Filling(String topic, int partitions) {
            new TestData(west).create(topic, partitions, Map.of());
            Lease lease = Leases.held(Duration.ofMinutes(5));
            this.topic = topic;
            this.topicId = control.layout(List.of(topic)).topicIds().get(topic);
            this.filler = new CoordinatorFiller(west.clientConfig(), lease, failure -> {});
        }

        private Markers.Coordinated way(String transactionalId) {
            return new Markers.Coordinated(
                    transactionalId, control.transactions().nextEpoch(transactionalId));
        }

        /** Where the log ends afterwards. */
        private CompletableFuture<Long> fill(
                Markers.Coordinated way, int partition, long end, @Nullable Long settledAt) {
            CompletableFuture<Long> after = new CompletableFuture<>();
            PartitionRef log = new PartitionRef(topic, topicId, partition);
            filler.fill(new FillJob(way, log, end, settledAt, 1, (ends, failure) -> {
                if (ends == null) {
                    after.completeExceptionally(failure);
                } else {
                    after.complete(ends.end());
                }
            }));
            return after;
        }

        @Override
        public void close() {
            filler.close();
            control.close();
        }
    }
}
