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
        assertThat(Comparison.of(records("c", "d"), toItsEnd("c", "d"), 2))
                .isEqualTo(new Comparison(2, 0, 0, 0, false));
    }

    @Test
    void shouldCountWhatIsReadAgainAndWhatIsNotMirrored() {
        assertThat(Comparison.of(records("c", "d"), toItsEnd("a", "b", "c"), 1))
                .isEqualTo(new Comparison(1, 0, 2, 1, false));
    }

    @Test
    void shouldCountWhatIsSkipped() {
        assertThat(Comparison.of(records("a", "b", "c"), toItsEnd("c"), 0))
                .isEqualTo(new Comparison(0, 2, 0, 0, false));
    }

    @Test
    void shouldSeeOtherRecords() {
        assertThat(Comparison.of(records("a", "b"), toItsEnd("a", "x"), 0).different())
                .isTrue();
        assertThat(Comparison.of(records("a"), toItsEnd("x"), 0).different()).isTrue();
    }

    @Test
    void shouldTakeAllForReadAgainWhenTheGroupHasReadEverything() {
        assertThat(Comparison.of(List.of(), toItsEnd("y", "z"), 0)).isEqualTo(new Comparison(0, 0, 2, 0, false));
    }

    @Test
    void shouldTakeForUnmirroredWhatNobodyKnowsToBeOnTheTargetWhenItHasNoMore() {
        assertThat(Comparison.of(records("a", "b"), toItsEnd(), 0)).isEqualTo(new Comparison(0, 0, 0, 2, false));
    }

    @Test
    void shouldTakeForSkippedWhatIsKnownToBeOnTheTargetWhenTheGroupWouldGoOnAtItsEnd() {
        assertThat(Comparison.of(records("a", "b", "c"), toItsEnd(), 2)).isEqualTo(new Comparison(0, 2, 0, 1, false));
    }

    @Test
    void shouldTakeForSkippedWhatWasMirroredAndIsNotThereAnyMore() {
        assertThat(Comparison.of(records("a", "b", "c", "d"), toItsEnd("a"), 3))
                .isEqualTo(new Comparison(1, 2, 0, 1, false));
    }

    @Test
    void shouldCountNothingAsMissingBehindTheRecordsThatWereReadOfALongerLog() {
        // Given: more comes again than was looked at
        Comparison.Read cut = new Comparison.Read(records("x", "y", "a"), true);

        // Then
        assertThat(Comparison.of(records("a", "b", "c"), cut, 3)).isEqualTo(new Comparison(1, 0, 2, 0, false));
    }

    private static Comparison.Read toItsEnd(String... values) {
        return new Comparison.Read(records(values), false);
    }

    private static List<Fingerprint> records(String... values) {
        return Arrays.stream(values)
                .map(value -> new Fingerprint(null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), List.of()))
                .toList();
    }
}
