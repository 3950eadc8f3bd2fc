package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.mirror.FillPace.Rates;
import dev.baton.mirror.FillPace.Sample;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FillPaceTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private final FillPace pace = new FillPace();
    private long covered;
    private long stable = 1_000_000;
    private long filled;
    private long held;
    private int second;
    private Optional<Rates> last = Optional.empty();

    @Test
    void shouldSayWhenGapsComeFasterThanTheyAreFilledForAMinute() {
        // When half of the offsets are gaps, 1,200 of them a second, and 1,000 a second are filled
        run(59, 2_400, 2_000, 1_000, 1);
        boolean early = last.isPresent();
        run(3, 2_400, 2_000, 1_000, 1);
        // Then
        assertThat(early).isFalse();
        assertThat(last).isPresent();
        assertThat(last.get().gaps()).isCloseTo(1_200, within());
        assertThat(last.get().fills()).isCloseTo(1_000, within());
    }

    @Test
    void shouldGoOnFillingWhenABacklogIsLargeAndNothingNewComesFasterThanItIsFilled() {
        // When a source of 1,000,000 offsets is copied, to which 10 a second are added
        run(300, 10, 2_000, 1_000, 1);
        // Then
        assertThat(last).isEmpty();
    }

    @Test
    void shouldStartAnewWhenAPauseOfTheGapsLetsFillingCatchUp() {
        // When
        run(50, 2_400, 2_000, 1_000, 1);
        run(10, 100, 2_000, 1_000, 1);
        run(50, 2_400, 2_000, 1_000, 1);
        // Then
        assertThat(last).isEmpty();
    }

    @Test
    void shouldNeitherBeginNorEndItWhenFillingIsNearlyAsFast() {
        // When 900 a second come for long, then 1,200, then 900 again, then 1,200
        run(200, 1_800, 2_000, 1_000, 1);
        boolean begun = last.isPresent();
        run(30, 2_400, 2_000, 1_000, 1);
        run(15, 1_800, 2_000, 1_000, 1);
        run(20, 2_400, 2_000, 1_000, 1);
        // Then
        assertThat(begun).isFalse();
        assertThat(last).isPresent();
    }

    @Test
    void shouldNotCountWhatOtherWorkTakesAgainstFilling() {
        // When gaps hold the partition up for a tenth of the time: it is the copying that does not keep up
        run(200, 2_400, 2_000, 1_000, 0.1);
        // Then
        assertThat(last).isEmpty();
    }

    @Test
    void shouldBeQuietWhenThePartitionIsNotBehind() {
        // When
        stable = 0;
        run(200, 2_000, 2_000, 1_000, 1);
        // Then
        assertThat(last).isEmpty();
    }

    @Test
    void shouldWaitForAGapThatTakesLongToBeFilled() {
        // Given a gap of 30 s that is seen at its end alone
        for (int i = 0; i < 3; i++) {
            run(29, 120_000, 0, 0, 0);
            covered += 2_700_000;
            filled += 2_700_000;
            held += 30 * SECOND;
            run(1, 120_000, 0, 0, 0);
        }
        // Then
        assertThat(last).isPresent();
        assertThat(last.get().fills()).isCloseTo(90_000, within());
    }

    private void run(int seconds, long arrive, long pass, long fill, double heldShare) {
        for (int i = 0; i < seconds; i++) {
            stable += arrive;
            covered += pass;
            filled += fill;
            held += (long) (heldShare * SECOND);
            Sample sample = new Sample(START.plusSeconds(second++), covered, stable, filled, held);
            last = pace.look(sample).or(() -> last);
        }
    }

    private static Percentage within() {
        return Percentage.withPercentage(5);
    }
}
