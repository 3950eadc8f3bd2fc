package dev.baton.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.salvage.ExportEntry.End;
import dev.baton.salvage.ExportEntry.Head;
import dev.baton.salvage.ExportEntry.Item;
import dev.baton.salvage.ExportEntry.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExportFormTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    static List<ExportForm> forms() {
        return List.of(new JsonLines(), new BinaryFrames());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldReadWhatItWroteNullsAndBytesThatAreNoTextIncluded(ExportForm form) throws IOException {
        // Given
        TailRecord plain = record(5, bytes("key"), bytes("line\nbreak"), new TailRecord.Field("h", bytes("v")));
        TailRecord odd = record(9, null, null, new TailRecord.Field("ü", null), new TailRecord.Field("ü", new byte[0]));
        TailRecord binary = record(10, new byte[] {0, -1, 127}, new byte[0]);
        Checksum sum = new Checksum();
        List.of(plain, odd, binary).forEach(sum::add);
        End end = sum.end();

        // When
        List<ExportEntry> read = read(
                form,
                written(
                        form,
                        new Head("east", "west", "id", NOW),
                        new Part(tail()),
                        new Item(plain),
                        new Item(odd),
                        new Item(binary),
                        end));

        // Then
        assertThat(read.get(0)).isEqualTo(new Head("east", "west", "id", NOW));
        assertThat(read.get(1)).isEqualTo(new Part(tail()));
        assertThat(read.get(5)).isEqualTo(end);
        assertThat(((Item) read.get(2)).record().bytes()).isEqualTo(plain.bytes());
        assertThat(((Item) read.get(3)).record().bytes()).isEqualTo(odd.bytes());
        assertThat(((Item) read.get(4)).record().bytes()).isEqualTo(binary.bytes());
        assertThat(((Item) read.get(3)).record().key()).isNull();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldEndBeforeAnEntryThatWasCutOff(ExportForm form) throws IOException {
        // Given
        byte[] whole = written(
                form, new Head("east", "west", "id", NOW), new Part(tail()), new Item(record(5, null, bytes("v"))));

        // When
        List<ExportEntry> read = read(form, Arrays.copyOf(whole, whole.length - 3));

        // Then
        assertThat(read).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldRefuseBytesThatAreNoEntry(ExportForm form) {
        // Given
        byte[] whole = written(form, new Item(record(5, null, bytes("v"))));
        whole[whole.length / 2] = '\n';

        // When, then
        assertThatThrownBy(() -> read(form, whole)).isInstanceOf(ExportForm.ExportDamagedException.class);
    }

    private static Tail tail() {
        return new Tail("orders", "orders", 0, "a", "b", "switch", 5L, NOW, 5, 5, 20, 0, 20, true);
    }

    private static TailRecord record(long offset, byte[] key, byte[] value, TailRecord.Field... headers) {
        return new TailRecord(
                new TopicPartition("orders", 0), offset, 1_700_000_000_000L, key, value, List.of(headers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] written(ExportForm form, ExportEntry... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ExportEntry entry : entries) {
            bytes.writeBytes(form.encode(entry));
        }
        return bytes.toByteArray();
    }

    private static List<ExportEntry> read(ExportForm form, byte[] bytes) throws IOException {
        ByteArrayInputStream stream = new ByteArrayInputStream(bytes);
        List<ExportEntry> read = new ArrayList<>();
        for (Optional<ExportEntry> entry = form.decode(stream); entry.isPresent(); entry = form.decode(stream)) {
            read.add(entry.get());
        }
        return read;
    }
}
