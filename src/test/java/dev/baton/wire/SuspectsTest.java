package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final Node ONE = new Node(1, "a", 1);
    private static final Node OTHER = new Node(2, "b", 1);

    private final Suspects suspects = new Suspects(Duration.ofSeconds(10));

    @Test
    void shouldLeaveABrokerAloneForAWhileThatHungAndThenAskItForAShortTime() {
        // When
        suspects.hung(ONE, 0);
        // Then
        assertThat(suspects.patience(ONE, seconds(2))).isNull();
        assertThat(suspects.patience(ONE, seconds(3))).isEqualTo(Duration.ofSeconds(1));
        assertThat(suspects.patience(OTHER, seconds(2))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldWaitLongerEachTimeForABrokerThatIsOnlySlowButNeverLongerThanForAnyOther() {
        // When
        for (int i = 0; i < 10; i++) {
            suspects.hung(ONE, 0);
        }
        // Then
        assertThat(suspects.patience(ONE, seconds(29))).isNull();
        assertThat(suspects.patience(ONE, seconds(30))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldForgetThatABrokerHungWhenItAnswers() {
        // Given
        suspects.hung(ONE, 0);
        // When
        suspects.answered(ONE);
        // Then
        assertThat(suspects.patience(ONE, 0)).isEqualTo(Duration.ofSeconds(10));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
