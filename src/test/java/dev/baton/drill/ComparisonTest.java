package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void shouldPassWhenTheTargetGoesOnWithTheNextRecord() {
        assertThat(Comparison.of(records("c", "d"), records("c", "d"))).isEqualTo(new Comparison(2, 0, 0, 0, false));
    }

    @Test
    void shouldCountWhatIsReadAgainAndWhatIsNotMirrored() {
        assertThat(Comparison.of(records("c", "d"), records("a", "b", "c")))
                .isEqualTo(new Comparison(1, 0, 2, 1, false));
    }

    @Test
    void shouldCountWhatIsSkipped() {
        assertThat(Comparison.of(records("a", "b", "c"), records("c"))).isEqualTo(new Comparison(0, 2, 0, 0, false));
    }

    @Test
    void shouldSeeOtherRecords() {
        assertThat(Comparison.of(records("a", "b"), records("a", "x")).different())
                .isTrue();
        assertThat(Comparison.of(records("a"), records("x")).different()).isTrue();
    }

    @Test
    void shouldTakeAllForReadAgainWhenTheGroupHasReadEverything() {
        assertThat(Comparison.of(List.of(), records("y", "z"))).isEqualTo(new Comparison(0, 0, 2, 0, false));
    }

    @Test
    void shouldTakeAllForUnmirroredWhenTheTargetHasNoMore() {
        assertThat(Comparison.of(records("a", "b"), List.of())).isEqualTo(new Comparison(0, 0, 0, 2, false));
    }

    private static List<Fingerprint> records(String... values) {
        return Arrays.stream(values)
                .map(value -> new Fingerprint(null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), List.of()))
                .toList();
    }
}
