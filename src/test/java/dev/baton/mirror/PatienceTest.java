package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Outcome<Integer> ANSWER = Outcome.known(1);
    private static final Outcome<Integer> REFUSAL =
            Outcome.failed(new BatonException(FailureKind.UNAUTHORISED, "not you"));
    private static final Outcome<Integer> SILENCE =
            Outcome.failed(new BatonException(FailureKind.UNREACHABLE, "no answer"));

    private final Patience patience = new Patience(Duration.ofSeconds(15));

    @Test
    void shouldWaitForSecondsWhenAClusterAnswersAtOnce() {
        patience.answered(NOW, NOW.plusMillis(20), List.of(ANSWER, REFUSAL));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldWaitForAMultipleOfWhatItTookWhenAClusterIsSlowAndForNoLongerThanACall() {
        patience.answered(NOW, NOW.plusMillis(2_500), List.of(ANSWER));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(10));
        patience.answered(NOW, NOW.plusSeconds(9), List.of(ANSWER));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void shouldWaitNoLongerForThoseThatDoNotAnswerWhileOthersDo() {
        patience.answered(NOW, NOW.plusSeconds(3), List.of(ANSWER, SILENCE));
        patience.answered(NOW.plusSeconds(10), NOW.plusSeconds(13), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldWaitLongerEachTimeWhenNobodyAnswersAtAll() {
        patience.answered(NOW, NOW.plusSeconds(3), List.of(SILENCE, SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(6));
        patience.answered(NOW, NOW.plusSeconds(9), List.of(SILENCE));
        patience.answered(NOW, NOW.plusSeconds(24), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void shouldWaitLongerWhenThoseThatAnsweredDoSoNoMore() {
        patience.answered(NOW, NOW.plusMillis(20), List.of(ANSWER));
        patience.answered(NOW.plusSeconds(31), NOW.plusSeconds(34), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void shouldNeverWaitLongerThanACallWhenThatIsShort() {
        assertThat(new Patience(Duration.ofSeconds(1)).now()).isEqualTo(Duration.ofSeconds(1));
    }
}
