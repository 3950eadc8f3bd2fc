package dev.baton.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is said of a mirror's memory after a soak. */
class FootprintTest {
    @Test
    void shouldAcceptAMirrorThatGrowsUntilItIsWarm() {
        Footprint footprint = of(600, age -> Math.min(300, 100 + age));
        assertThat(footprint.complaint()).isEmpty();
        assertThat(footprint.growth()).isEqualTo(1);
    }

    @Test
    void shouldNameAMirrorThatGoesOnGrowing() {
        Footprint footprint = of(600, age -> 200 + age / 2);
        assertThat(footprint.complaint())
                .contains("a mirror that lived for 600 s grew from 351 MB in the middle third of its life to 451 MB in"
                        + " the last");
    }

    @Test
    void shouldAcceptAFifthMoreAndNotMore() {
        assertThat(of(600, age -> age <= 400 ? 300 : 360).complaint()).isEmpty();
        assertThat(of(600, age -> age <= 400 ? 300 : 361).complaint()).isPresent();
    }

    @Test
    void shouldForgiveASinglePeak() {
        assertThat(of(600, age -> age == 590 ? 700 : 300).complaint()).isEmpty();
    }

    @Test
    void shouldNotJudgeTheGrowthOfAShortLife() {
        Footprint footprint = of(Footprint.LONG_ENOUGH_SECONDS - 2, age -> 100 + age);
        assertThat(footprint.isOfALongLife()).isFalse();
        assertThat(footprint.complaint()).isEmpty();
    }

    @Test
    void shouldNotJudgeTheGrowthWhereNobodyLookedInTheMiddleOfALife() {
        Footprint footprint = new Footprint(List.of(new Footprint.Sample(10, 100), new Footprint.Sample(600, 500)));
        assertThat(footprint.isOfALongLife()).isFalse();
    }

    @Test
    void shouldNameAMirrorOverTheLimitHoweverShortItLived() {
        assertThat(of(10, age -> age == 6 ? 769 : 300).complaint()).contains("a mirror took 769 MB, more than 768 MB");
        assertThat(of(10, age -> 768).complaint()).isEmpty();
    }

    @Test
    void shouldSayNothingOfAMirrorThatNobodySaw() {
        Footprint footprint = new Footprint(List.of());
        assertThat(footprint.complaint()).isEmpty();
        assertThat(footprint.peak()).isZero();
    }

    /** A look every two seconds, from the start to the given age. */
    private static Footprint of(long seconds, LongUnaryOperator megabytes) {
        return new Footprint(LongStream.rangeClosed(0, seconds / 2)
                .map(look -> look * 2)
                .mapToObj(age -> new Footprint.Sample(age, megabytes.applyAsLong(age)))
                .toList());
    }
}
