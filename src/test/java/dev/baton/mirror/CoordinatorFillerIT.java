package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Shards whose markers one thread writes. */
@WithClusters
class CoordinatorFillerIT {
    /** One more than there are threads. */
    private static final List<String> TRANSACTIONAL_IDS = IntStream.rangeClosed(0, CoordinatorFiller.WORKERS)
            .mapToObj(i -> "markers-" + i)
            .toList();

    private final KafkaCluster west;
    private final AtomicLongArray ends = new AtomicLongArray(TRANSACTIONAL_IDS.size());

    CoordinatorFillerIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldFillGapsOfEveryShardWhenAllHaveMoreOfThemAllTheTime() {
        // Given
        new TestData(west).create("filled", TRANSACTIONAL_IDS.size(), Map.of());
        Lease lease = new Lease(Duration.ofMinutes(5));
        lease.renewed(System.nanoTime());
        try (LogControl control = new LogControl(west.clientConfig(), "test");
                CoordinatorFiller filler = new CoordinatorFiller(west.clientConfig(), lease, failure -> {})) {
            Layout layout = control.layout(List.of("filled"));
            // When
            for (int p = 0; p < TRANSACTIONAL_IDS.size(); p++) {
                String id = TRANSACTIONAL_IDS.get(p);
                fill(
                        filler,
                        new Markers.Coordinated(id, control.nextEpoch(id)),
                        new PartitionRef("filled", layout.topicIds().get("filled"), p));
            }
            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(IntStream.range(0, ends.length()).mapToLong(ends::get))
                                    .allMatch(end -> end > 0));
        }
    }

    private void fill(CoordinatorFiller filler, Markers.Coordinated way, PartitionRef partition) {
        filler.fill(way, partition, ends.get(partition.partition()), 1, (now, failure) -> {
            if (now != null) {
                ends.set(partition.partition(), now.end());
                fill(filler, way, partition);
            }
        });
    }
}
