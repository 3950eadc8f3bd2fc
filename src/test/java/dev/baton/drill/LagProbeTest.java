package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.drill.DrillReport.Sample;
import dev.baton.drill.LagProbe.Look;
import dev.baton.drill.LagProbe.Waiting;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagProbeTest {
    private static final Instant NOW = Instant.parse("2026-11-25T20:00:00Z");
    private static final TopicPartition ONE = new TopicPartition("t", 0);
    private static final TopicPartition TWO = new TopicPartition("t", 1);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);

    private final Look look = new Look(
            NOW,
            Set.of(ONE, TWO, OTHER),
            Map.of(
                    ONE, new Waiting(5, NOW.minusSeconds(3)),
                    OTHER, new Waiting(70, NOW.minusSeconds(30))));

    @Test
    void shouldAddRecordsAndTakeTheOldestOfThePartitionsAskedFor() {
        assertThat(look.of(Set.of(ONE, TWO))).isEqualTo(new Sample(NOW, 5L, 3L));
        assertThat(look.of(Set.of(ONE, OTHER))).isEqualTo(new Sample(NOW, 75L, 30L));
        assertThat(look.of(Set.of(TWO))).isEqualTo(new Sample(NOW, 0L, 0L));
    }

    @Test
    void shouldKnowNothingWhereOneOfThePartitionsIsMarkedByNobody() {
        assertThat(look.of(Set.of(ONE, new TopicPartition("t", 2)))).isEqualTo(new Sample(NOW, null, null));
    }

    @Test
    void shouldKnowNothingOfPartitionsThatNobodyMarks() {
        assertThat(look.of(Set.of(new TopicPartition("t", 2)))).isEqualTo(new Sample(NOW, null, null));
    }
}
