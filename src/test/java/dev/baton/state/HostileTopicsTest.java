package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.Run;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Baton's own topics may hold anything: what is no record of this version is passed over, never a crash. */
class HostileTopicsTest {
    private static final int ROUNDS = 5_000;

    private final StateCodec codec = new StateCodec();
    private final MapEntry entry = new MapEntry(Uuid.randomUuid(), 3, List.of(new Run(10, 0), new Run(20, 7)));
    private final SwitchedGeneration switched =
            new SwitchedGeneration(1, "s", true, List.of(), true, List.of(), Instant.EPOCH);
    private final FlowFacts facts = new FlowFacts("east", "west", "E", "W", "", 32, 1, 2, Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Trap("36")
    void shouldNeverFailWhateverTheBytes(long seed) {
        // Given
        Random random = new Random(seed);
        List<byte[]> seeds = List.of(
                MapCodec.key(entry),
                MapCodec.value(entry),
                codec.key(switched),
                codec.value(switched),
                codec.key(facts),
                codec.value(facts),
                new byte[0]);

        for (int round = 0; round < ROUNDS; round++) {
            byte[] key = damaged(random, seeds.get(random.nextInt(seeds.size())));
            byte[] value = damaged(random, seeds.get(random.nextInt(seeds.size())));
            // When
            var entryOfMap = MapCodec.decode(key, value);
            var decoded = codec.decode(key, value);
            // Then
            assertThat(decoded).isNotNull();
            assertThat(entryOfMap).isNotNull();
        }
    }

    private static byte[] damaged(Random random, byte[] intact) {
        byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(40)] : intact.clone();
        if (random.nextInt(3) == 0 && bytes.length > 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
