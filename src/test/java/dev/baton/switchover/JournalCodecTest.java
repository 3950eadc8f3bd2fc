package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.testkit.Trap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
    private static final int ROUNDS = 20_000;

    private final JournalCodec codec = new JournalCodec();
    private final JournalEntry entry = new JournalEntry(
            "id",
            3,
            Instant.parse("2026-11-22T10:00:00Z"),
            "east",
            "west",
            new Operator("ann", "host", 7).toString(),
            Event.STARTED,
            "commit",
            JsonNodeFactory.instance.objectNode().putArray("offsets").add(1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"v\":1}",
                "{\"v\":2,\"id\":\"a\"}",
                "{\"v\":1,\"id\":\"a\",\"event\":\"none\"}"
            })
    @Trap("36")
    void shouldBeEmptyWhenItIsNoWholeEntryOfThisVersion(String text) {
        assertThat(codec.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    @Trap("36")
    void shouldTakeNoPlanNorOffsetsThatLackAPart() {
        assertThat(codec.value(codec.tree(Map.of("id", "s", "groups", List.of())), SwitchPlan.class))
                .isEmpty();
        assertThat(codec.value(codec.tree(Map.of("offsets", List.of(Map.of("group", "g")))), OffsetList.class))
                .isEmpty();
        assertThat(codec.value(codec.tree(Map.of("offsets", List.of())), OffsetList.class))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @Trap("36")
    void shouldNeverFailWhateverTheBytesNorWhatFollowsFromThem(long seed) {
        // Given
        Random random = new Random(seed);
        byte[] intact = codec.line(entry).getBytes(StandardCharsets.UTF_8);
        List<JournalEntry> read = new ArrayList<>();

        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = intact.clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            // When
            codec.decode(bytes).ifPresent(read::add);
        }

        // Then
        assertThat(read).isNotEmpty().contains(entry);
        assertThat(Tenure.of(read)).isNotEmpty().allSatisfy(tenure -> tenure.holds(Instant.now()));
    }
}
