package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.OffsetsMode;
import dev.baton.state.Mark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstStartTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, false, 0, PRESERVED",
        "AUTO, false, 5000000000, PRESERVED",
        "AUTO, false, 5000000001, MAPPED",
        "AUTO, true, 0, MAPPED",
        "PRESERVE, false, 5000000001, PRESERVED",
        "PRESERVE, true, 0, PRESERVED",
        "MAP, false, 0, MAPPED"
    })
    void shouldMapUnlessToldOtherwiseWhenFillingWouldTakeTooLong(
            OffsetsMode offsets, boolean compacted, long sourceStart, Mark.Mode expected) {
        assertThat(FirstStart.firstMode(offsets, compacted, sourceStart)).isEqualTo(expected);
    }
}
