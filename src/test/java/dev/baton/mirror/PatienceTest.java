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
    void shouldWaitInFullNowAndThenForThoseThatMayOnlyBeSlowWhileOthersAnswer() {
        patience.answered(NOW, NOW.plusSeconds(3), List.of(ANSWER, SILENCE));
        patience.answered(NOW.plusSeconds(59), NOW.plusSeconds(62), List.of(ANSWER, SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
        patience.answered(NOW.plusSeconds(62), NOW.plusSeconds(65), List.of(ANSWER, SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
        patience.answered(NOW.plusSeconds(65), NOW.plusSeconds(80), List.of(ANSWER, SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
        patience.answered(NOW.plusSeconds(190), NOW.plusSeconds(190), List.of(ANSWER));
        patience.answered(NOW.plusSeconds(190), NOW.plusSeconds(193), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
        patience.answered(NOW.plusSeconds(200), NOW.plusSeconds(203), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
        // those that answer at once may be asked in between
        patience.answered(NOW.plusSeconds(204), NOW.plusSeconds(204), List.of(ANSWER));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void shouldWaitInFullAtOnceForThoseThatWereSlowBefore() {
        patience.answered(NOW, NOW.plusSeconds(3), List.of(ANSWER, SILENCE));
        patience.answered(NOW.plusSeconds(62), NOW.plusSeconds(65), List.of(ANSWER, SILENCE));
        patience.answered(NOW.plusSeconds(66), NOW.plusSeconds(71), List.of(ANSWER, ANSWER));
        patience.answered(NOW.plusSeconds(72), NOW.plusSeconds(72), List.of(ANSWER));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
        patience.answered(NOW.plusSeconds(80), NOW.plusSeconds(83), List.of(SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void shouldForgetASilenceOfLongAgo() {
        patience.answered(NOW, NOW.plusSeconds(3), List.of(ANSWER, SILENCE));
        patience.answered(NOW.plusSeconds(7_200), NOW.plusSeconds(7_203), List.of(ANSWER, SILENCE));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldNeverWaitLongerThanACallWhenThatIsShort() {
        assertThat(new Patience(Duration.ofSeconds(1)).now()).isEqualTo(Duration.ofSeconds(1));
    }
}
