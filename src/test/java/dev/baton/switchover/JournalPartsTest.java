package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.testkit.Trap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalPartsTest {
    private final JournalCodec codec = new JournalCodec();
    private final JournalParts parts = new JournalParts();

    @Test
    void shouldLeaveASmallEntryInOneRecordWithItsOwnKey() {
        // Given
        byte[] key = codec.key(opened("one"));
        byte[] line = {1, 2, 3};

        // When
        List<byte[][]> records = cut(key, line);

        // Then
        assertThat(records).hasSize(1);
        assertThat(records.get(0)).isDeepEqualTo(new byte[][] {key, line});
        assertThat(join(records.get(0))).contains(line);
    }

    @Test
    void shouldBringThePlanOf50000PartitionsBackFromRecordsThatABrokerTakes() {
        // Given
        SwitchPlan plan = Plans.failover(
                "large",
                IntStream.range(0, 50)
                        .mapToObj(i ->
                                Plans.group("app-" + i, "a-topic-with-a-name-of-usual-length", 1_000, 1_000_000L + i))
                        .toList());
        JournalEntry entry = opened("large");
        byte[] line = codec.line(entry, plan).getBytes(StandardCharsets.UTF_8);
        List<byte[][]> records = cut(codec.key(entry), line);
        List<byte[][]> ofAnother = cut(codec.key(opened("another")), line);

        // When
        List<byte[]> read = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            join(records.get(i)).ifPresent(read::add);
            if (i > 0) {
                // another one writes at the same time, and dies before its last part
                join(ofAnother.get(i - 1)).ifPresent(read::add);
            }
        }

        // Then
        assertThat(line.length).isGreaterThan(10 * 1024 * 1024);
        assertThat(records)
                .allSatisfy(record ->
                        assertThat(record[0].length + record[1].length).isLessThan(1_000_000));
        assertThat(records.stream().map(record -> new String(record[0], StandardCharsets.UTF_8)))
                .doesNotHaveDuplicates();
        assertThat(read).hasSize(1);
        assertThat(codec.value(codec.decode(read.get(0)).orElseThrow().detail(), SwitchPlan.class))
                .contains(plan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "[]",
                "{}",
                "{\"part\":0}",
                "{\"of\":2}",
                "{\"part\":2,\"of\":2}",
                "{\"part\":-1,\"of\":2}",
                "{\"part\":0,\"of\":2147483647}",
                "{\"part\":\"a\",\"of\":\"b\"}"
            })
    @Trap("36")
    void shouldTakeARecordForAWholeEntryWhenItsKeyIsNotThatOfAPart(String key) {
        byte[] value = {7};

        assertThat(parts.join(key.getBytes(StandardCharsets.UTF_8), value)).contains(value);
        assertThat(parts.join(null, value)).contains(value);
    }

    private Optional<byte[]> join(byte[][] record) {
        return parts.join(record[0], record[1]);
    }

    private static List<byte[][]> cut(byte[] key, byte[] line) {
        List<byte[][]> records = new ArrayList<>();
        JournalParts.cut(key, line, (k, v) -> records.add(new byte[][] {k, v}));
        return records;
    }

    private static JournalEntry opened(String id) {
        String by = new Operator("ann", "host", 7).toString();
        return new JournalEntry(
                id,
                0,
                Instant.parse("2026-11-22T10:00:00Z"),
                "east",
                "west",
                by,
                Event.OPENED,
                null,
                NullNode.getInstance());
    }
}
