package dev.baton.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a mirror's memory after a soak. */
class FootprintTest {
    private static final Course FLAT = CourseTest.of(600, age -> 100);

    @Test
    void shouldHaveNothingToSayOfAFlatOne() {
        assertThat(new Footprint(FLAT, FLAT).complaints()).isEmpty();
    }

    @Test
    void shouldNameWhatGrew() {
        Course growing = CourseTest.of(600, age -> 200 + age / 2.0);
        assertThat(new Footprint(growing, FLAT).complaints())
                .containsExactly(
                        "of a mirror that lived for 600 s, reachable objects grew from 305.0 MB in the middle third"
                                + " of its life to 405.0 MB in the last");
        assertThat(new Footprint(FLAT, CourseTest.of(600, age -> 20 + age / 10.0)).complaints())
                .containsExactly(
                        "of a mirror that lived for 600 s, memory beside the heap grew from 41.0 MB in the middle"
                                + " third of its life to 61.0 MB in the last");
    }

    @Test
    void shouldAcceptAFifthAndAStepMoreAndNotMore() {
        assertThat(new Footprint(CourseTest.of(600, age -> age <= 400 ? 30 : 40), FLAT).complaints())
                .isEmpty();
        assertThat(new Footprint(CourseTest.of(600, age -> age <= 400 ? 30 : 40.1), FLAT).complaints())
                .hasSize(1);
    }

    @Test
    void shouldNameAMirrorOverTheLimitHoweverShortItLived() {
        assertThat(new Footprint(FLAT, CourseTest.of(30, age -> age == 20 ? 257 : 100)).complaints())
                .containsExactly("a mirror took 257 MB beside its heap of 512 MB, more than 256 MB");
        assertThat(new Footprint(FLAT, CourseTest.of(30, age -> 256)).complaints())
                .isEmpty();
    }

    @Test
    void shouldJudgeTheGrowthOfThoseOfWhichBothAreKnown() {
        assertThat(new Footprint(FLAT, FLAT).isOfALongLife()).isTrue();
        assertThat(new Footprint(new Course(List.of()), FLAT).isOfALongLife()).isFalse();
        assertThat(new Footprint(FLAT, CourseTest.of(30, age -> 100)).isOfALongLife())
                .isFalse();
    }
}
