package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MarkedLogsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition AUDIT = new TopicPartition("audit", 0);

    @Test
    void shouldProveALogThatIsCoveredToItsEnd() {
        MarkedLogs logs = logs(100, 100, 100, "orders@east", "orders@west", 100);

        assertThat(logs.open()).isEmpty();
        assertThat(logs.unmarked()).containsOnlyKeys(AUDIT);
        assertThat(logs.progress()).containsExactly(Map.entry(ORDERS, 100L));
    }

    @Test
    void shouldNameHowFarALogIsMirroredOrWhatHoldsItUp() {
        MarkedLogs behind = logs(100, 100, 60, "orders@east", "orders@west", 60);
        MarkedLogs hanging = logs(100, 70, 70, "orders@east", "orders@west", 70);

        assertThat(behind.open()).containsExactly(Map.entry(ORDERS, "mirrored to 60 of 100"));
        assertThat(hanging.open()).containsExactly(Map.entry(ORDERS, "an open transaction begins at 70 of 100"));
    }

    @Test
    void shouldNotBelieveAMarkOfATopicThatWasMadeAnew() {
        MarkedLogs source = logs(50, 50, 100, "made anew", "orders@west", 100);
        MarkedLogs target = logs(50, 50, 100, "orders@east", "made anew", 100);

        assertThat(source.unmarked()).containsKey(ORDERS);
        assertThat(target.unmarked()).containsKey(ORDERS);
    }

    @Test
    void shouldNotBelieveAMarkWhereTheTargetLostWhatItSpeaksOf() {
        MarkedLogs logs = logs(100, 100, 100, "orders@east", "orders@west", 90);

        assertThat(logs.open().get(ORDERS)).contains("ends at 90, below 100");
    }

    private static MarkedLogs logs(
            long end, long stable, long coveredTo, String sourceId, String targetId, long targetEnd) {
        return new MarkedLogs(
                Map.of(ORDERS, end, AUDIT, 7L),
                Map.of(ORDERS, stable, AUDIT, 7L),
                Map.of(ORDERS, Marks.mark("orders", coveredTo)),
                Map.of("orders", sourceId, "audit", "audit@east"),
                Map.of("orders", targetId),
                Map.of(ORDERS, targetEnd));
    }
}
