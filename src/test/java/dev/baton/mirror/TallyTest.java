package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.wire.PartitionRef;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final Tally tally = new Tally();

    @Test
    void shouldAddUpTheLanesOfAPartition() {
        // Given
        PartitionStart first = start();
        see(progress(first, 10));
        see(progress(first, 15));
        // When
        see(progress(start(), 0));
        see(progress(start(), 7));
        // Then
        assertThat(tally.counted().partitions().get(PARTITION).records()).isEqualTo(22);
    }

    @Test
    void shouldKeepTheCountsOfATopicWhenItsPartitionGoesAndComesBack() {
        // Given
        see(progress(start(), 10));
        // When
        tally.ended(List.of(progress(start(), 5)));
        tally.letGo(List.of(PARTITION, new TopicPartition("never-seen", 0)));
        // Then
        assertThat(tally.counted().partitions()).isEmpty();
        assertThat(tally.counted().past()).containsOnlyKeys("t");
        assertThat(tally.counted().past().get("t").records()).isEqualTo(15);

        // When
        see(progress(start(), 1));
        tally.letGo(List.of(PARTITION));
        // Then
        assertThat(tally.counted().past().get("t").records()).isEqualTo(16);
        assertThat(tally.counted().past().get("t").bytes()).isEqualTo(160);
    }

    @Test
    void shouldNotHoldTheOffsetMapOfALaneThatEnded() {
        // Given
        WeakReference<OffsetMap> map = seeALane();
        // Then
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return map.refersTo(null);
        });
        assertThat(tally.counted().partitions().get(PARTITION).records()).isEqualTo(10);
    }

    private WeakReference<OffsetMap> seeALane() {
        PartitionStart start = start();
        tally.ended(List.of(progress(start, 10)));
        return new WeakReference<>(start.map());
    }

    private void see(Progress progress) {
        tally.see(() -> Map.of(PARTITION, progress));
    }

    private static Progress progress(PartitionStart start, long records) {
        return new Progress(
                start,
                start.map(),
                records,
                records,
                records,
                null,
                records,
                records,
                null,
                records,
                10 * records,
                1,
                NOW,
                null,
                0);
    }

    private static PartitionStart start() {
        PartitionRef ref = new PartitionRef("t", new Uuid(1, 1), 0);
        return new PartitionStart(
                ref,
                ref,
                Mark.Mode.MAPPED,
                OffsetMap.of(List.of(new Run(0, 1))),
                1,
                (short) 0,
                new Markers.Direct(8),
                0,
                0,
                0,
                Starts.CONFIGS,
                null,
                null,
                null,
                null,
                null);
    }
}
