package dev.baton.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What one kind of a mirror's memory did over its life. */
class CourseTest {
    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void shouldNotCountTheTimeOfWarmingUp() {
        assertThat(of(600, age -> Math.min(300, 100 + age)).growth()).hasValue(1);
    }

    @Test
    void shouldSeeWhatGoesOnGrowing() {
        Course course = of(600, age -> 200 + age / 2.0);
        assertThat(course.middle()).hasValue(305);
        assertThat(course.last()).hasValue(405);
        assertThat(course.growth().orElseThrow()).isCloseTo(405 / 305.0, EXACT);
    }

    @Test
    void shouldOverlookWhatComesAndGoes() {
        Course course = of(600, age -> age > 400 && age % 30 != 0 ? 500 : 30);
        assertThat(course.growth()).hasValue(1);
        assertThat(course.peak()).isEqualTo(500);
    }

    @Test
    void shouldSeeARiseUnderWhatComesAndGoes() {
        assertThat(of(600, age -> (age > 400 ? 60 : 30) + age % 100).growth()).hasValue(2);
    }

    @Test
    void shouldNotJudgeAShortLife() {
        assertThat(of(Course.LONG_ENOUGH_SECONDS - 10, age -> 100 + age).growth())
                .isEmpty();
        assertThat(of(Course.LONG_ENOUGH_SECONDS, age -> 100 + age).growth()).isPresent();
    }

    @Test
    void shouldNotJudgeWhereNobodyLookedInTheMiddleOfALife() {
        assertThat(new Course(List.of(new Course.Sample(10, 100), new Course.Sample(600, 500))).growth())
                .isEmpty();
    }

    @Test
    void shouldSayNothingWhereNobodyLooked() {
        Course course = new Course(List.of());
        assertThat(course.growth()).isEmpty();
        assertThat(course.peak()).isZero();
        assertThat(course.age()).isZero();
    }

    /** A look every ten seconds, from the start to the given age. */
    static Course of(long seconds, LongToDoubleFunction megabytes) {
        return new Course(LongStream.rangeClosed(0, seconds / 10)
                .map(look -> look * 10)
                .mapToObj(age -> new Course.Sample(age, megabytes.applyAsDouble(age)))
                .toList());
    }
}
