package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeConverterTest {
    @ParameterizedTest
    @CsvSource({
        "500000, 500000",
        "500kB, 500000",
        "500 KB, 500000",
        "20MB, 20000000",
        "20M, 20000000",
        "20MB/s, 20000000",
        "1.5GiB, 1610612736",
        "64KiB, 65536",
        "1B, 1"
    })
    void shouldReadBytesWhenTheyHaveAUnit(String typed, long bytes) {
        assertThat(new ByteSizeConverter().convert(typed)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1MB", "20Mb", "20Mbit", "MB", "0.1B", "1e6", "999999999999999GiB"})
    void shouldSayWhatToWriteWhenItIsNoRate(String typed) {
        assertThatThrownBy(() -> new ByteSizeConverter().convert(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write 500kB, 20MB or 1GiB");
    }
}
