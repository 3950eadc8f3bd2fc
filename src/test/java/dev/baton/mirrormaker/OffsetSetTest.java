package dev.baton.mirrormaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetSetTest {
    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(new OffsetSet().stream()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldEachOffsetOnceWhateverTheOrder(long seed) {
        // Given
        Random random = new Random(seed);
        OffsetSet set = new OffsetSet();
        TreeSet<Long> expected = new TreeSet<>();

        // When
        for (int i = 0; i < 5_000; i++) {
            long offset = random.nextInt(1_000);
            set.add(offset);
            expected.add(offset);
        }

        // Then
        assertThat(set.stream().boxed()).containsExactlyElementsOf(expected);
    }
}
