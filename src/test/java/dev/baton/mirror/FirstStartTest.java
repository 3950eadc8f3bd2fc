package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.OffsetsMode;
import dev.baton.state.Mark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstStartTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, false, true, 0, PRESERVED",
        "AUTO, false, true, 5000000000, PRESERVED",
        "AUTO, false, true, 5000000001, MAPPED",
        "AUTO, false, false, 1, MAPPED",
        "AUTO, true, true, 0, MAPPED",
        "PRESERVE, false, true, 5000000001, PRESERVED",
        "PRESERVE, true, false, 1, PRESERVED",
        "MAP, false, true, 0, MAPPED"
    })
    void shouldMapUnlessToldOtherwiseWhenFillingWouldTakeTooLongOrCannotBe(
            OffsetsMode offsets, boolean compacted, boolean reachable, long sourceStart, Mark.Mode expected) {
        assertThat(FirstStart.firstMode(offsets, compacted, reachable, sourceStart))
                .isEqualTo(expected);
    }
}
