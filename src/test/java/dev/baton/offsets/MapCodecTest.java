package dev.baton.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class MapCodecTest {
    private static final MapEntry ENTRY = new MapEntry(
            new Uuid(1, 2),
            3,
            List.of(new Run(1_000_000_000_000L, 0), new Run(1_000_000_000_007L, 5), new Run(Long.MAX_VALUE, 6)));

    @Test
    void shouldReadBackWhatItWrote() {
        assertThat(MapCodec.decode(MapCodec.key(ENTRY), MapCodec.value(ENTRY))).contains(ENTRY);
    }

    /** A run for each transaction of a log of which a good deal is mirrored already. */
    @Test
    void shouldTakeNoMoreThanFourBytesARunWhenTheyLieUpToAThousandOffsetsApart() {
        // Given
        Random random = new Random(7);
        List<Run> runs = new ArrayList<>();
        long source = 1_000_000_000_000L;
        long target = 900_000_000_000L;
        for (int i = 0; i < 1_000; i++) {
            runs.add(new Run(source, target));
            int records = 1 + random.nextInt(1_000);
            source += records + 1;
            target += records;
        }
        MapEntry entry = new MapEntry(new Uuid(1, 2), 3, runs);
        // When
        byte[] value = MapCodec.value(entry);
        // Then
        int version = 1;
        int count = 2;
        int first = 2 * 6;
        assertThat(value).hasSizeLessThanOrEqualTo(version + count + first + 4 * 999);
        assertThat(MapCodec.key(entry)).hasSize(28);
        assertThat(MapCodec.decode(MapCodec.key(entry), value)).contains(entry);
    }

    @Test
    void shouldReadBackALostRangeAndRefuseEveryTruncationOfIt() {
        // Given
        LostRange range =
                new LostRange(1_000_000_000_000L, 1_000_000_000_500L, 7, Instant.ofEpochMilli(1_777_000_000_123L));
        byte[] key = MapCodec.lostKey(new Uuid(1, 2), 3, range.from());
        byte[] value = MapCodec.value(range);
        // Then
        assertThat(MapCodec.decodeLostKey(key)).contains(new MapCodec.MapKey(new Uuid(1, 2), 3, range.from()));
        assertThat(MapCodec.decodeKey(key)).isEmpty();
        assertThat(MapCodec.decodeLostKey(MapCodec.key(ENTRY))).isEmpty();
        assertThat(MapCodec.decodeLost(range.from(), value)).contains(range);
        for (int length = 0; length < value.length; length++) {
            assertThat(MapCodec.decodeLost(range.from(), Arrays.copyOf(value, length)))
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] value = MapCodec.value(ENTRY);
        for (int length = 0; length < value.length; length++) {
            assertThat(MapCodec.decode(MapCodec.key(ENTRY), Arrays.copyOf(value, length)))
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseAnotherVersionAndForeignKeys() {
        byte[] later = MapCodec.value(ENTRY);
        later[0] = 2;
        assertThat(MapCodec.decode(MapCodec.key(ENTRY), later)).isEmpty();
        assertThat(MapCodec.decode(new byte[] {1}, MapCodec.value(ENTRY))).isEmpty();
    }

    @Test
    void shouldRefuseACountThatTheBytesCannotHold() {
        // Given a value that claims 2^60 runs, and one that claims more than there are
        byte[] key = MapCodec.key(ENTRY);
        byte[] huge = {1, -128, -128, -128, -128, -128, -128, -128, -128, 16, 0, 0};
        byte[] more = {1, 100, 1, 1};
        // Then
        assertThat(MapCodec.decode(key, huge)).isEmpty();
        assertThat(MapCodec.decode(key, more)).isEmpty();
    }

    @Test
    void shouldNeverThrowWhenBytesAreRandom() {
        Random random = new Random(11);
        byte[] key = MapCodec.key(ENTRY);
        for (int i = 0; i < 100_000; i++) {
            byte[] value = new byte[random.nextInt(40)];
            random.nextBytes(value);
            if (value.length > 0) {
                value[0] = 1;
            }
            MapCodec.decode(key, value)
                    .ifPresent(entry -> assertThat(entry.runs()).isNotEmpty());
        }
    }
}
