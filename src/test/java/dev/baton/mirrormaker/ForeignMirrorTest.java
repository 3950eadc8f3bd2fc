package dev.baton.mirrormaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ForeignMirrorTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition PAYMENTS = new TopicPartition("payments", 0);

    private final ForeignMirror both = new ForeignMirror(
            List.of(CheckpointLog.of(
                    "east.checkpoints.internal",
                    "east",
                    List.of(checkpoint("shop", ORDERS), checkpoint("billing", PAYMENTS)),
                    0)),
            TIME,
            Map.of(ORDERS, new Copied(7, TIME), PAYMENTS, new Copied(8, TIME)));

    @Test
    void shouldKeepWhatIsAboutTheWantedPartitionsAlone() {
        ForeignMirror payments = both.about(PAYMENTS::equals, PAYMENTS::equals);

        assertThat(payments.groups()).containsExactly("billing");
        assertThat(payments.copied()).containsOnlyKeys(PAYMENTS);
        assertThat(payments.heartbeat()).isEqualTo(TIME);
    }

    @Test
    void shouldBeNoMirrorAtAllWhereOnlyHeartbeatsAreLeft() {
        assertThat(both.about(partition -> false, partition -> false).exists()).isFalse();
    }

    private static GroupCheckpoint checkpoint(String group, TopicPartition partition) {
        return new GroupCheckpoint("east", group, partition, 10, 10, "", TIME);
    }
}
