package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.OffsetsMode;
import dev.baton.offsets.LostRange;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceLossesTest {
    @ParameterizedTest
    @CsvSource({"AUTO, 1000000, false", "AUTO, 1000001, true", "PRESERVE, 1000001, false", "MAP, 1000001, false"})
    void shouldFillNoMoreThanAMillionWhenBatonChooses(OffsetsMode offsets, long length, boolean tooMuch) {
        LostRange lost = new LostRange(500, 500 + length, 500, Instant.EPOCH);

        assertThat(SourceLosses.isTooMuchToFill(lost, offsets)).isEqualTo(tooMuch);
    }
}
