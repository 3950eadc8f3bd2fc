package dev.baton.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.salvage.ExportEntry.Head;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An export that is cut off and gone on with. */
class ExportTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Head HEAD = new Head("east", "west", "id", NOW);
    private static final long RECORDS = 10;

    @TempDir
    private Path directory;

    static List<ExportForm> forms() {
        return List.of(new JsonLines(), new BinaryFrames());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldFinishThePartThatWasCutOffBeforeOneThatWasNotInTheFirstRun(ExportForm form) {
        // Given: b was cut off after 4 records, and a comes before it now
        Path file = directory.resolve("export");
        cutOff(file, form, tail("b"), 4);

        // When
        try (Export export = Export.to(file, form, HEAD)) {
            for (Tail tail : export.order(List.of(tail("a"), tail("b"), tail("c")))) {
                export.write(tail, reading(Long.MAX_VALUE));
            }
            export.end();
        }

        // Then
        ExportFile read = ExportFile.read(file);
        read.requireWhole();
        assertThat(read.tails()).extracting(Tail::topic).containsExactly("b", "a", "c");
        for (Tail tail : read.tails()) {
            assertThat(offsets(read, tail))
                    .as(tail.topic())
                    .isEqualTo(LongStream.range(0, RECORDS).boxed().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldRefuseToEndAFileWithoutThePartThatWasCutOff(ExportForm form) {
        // Given
        Path file = directory.resolve("export");
        cutOff(file, form, tail("b"), 4);

        // When, then
        try (Export export = Export.to(file, form, HEAD)) {
            assertThatThrownBy(() -> export.order(List.of(tail("a"))))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("was cut off among the records of b-0");
        }
    }

    private static void cutOff(Path file, ExportForm form, Tail tail, long after) {
        try (Export export = Export.to(file, form, HEAD)) {
            assertThatThrownBy(() -> export.write(tail, reading(after))).hasMessage("gone");
        }
    }

    /** A source that is gone after so many records. */
    private static TailSource reading(long goneAfter) {
        return (tail, from, taker) -> {
            for (long offset = from; offset < tail.to(); offset++) {
                if (offset >= goneAfter) {
                    throw new BatonException(FailureKind.UNREACHABLE, "gone");
                }
                if (!taker.test(new TailRecord(tail.source(), offset, 0, null, new byte[] {1}, List.of()))) {
                    return;
                }
            }
        };
    }

    private static List<Long> offsets(ExportFile file, Tail tail) {
        List<Long> offsets = new ArrayList<>();
        file.read(tail, 0, record -> {
            assertThat(record.partition()).isEqualTo(new TopicPartition(tail.topic(), 0));
            return offsets.add(record.offset());
        });
        return offsets;
    }

    private static Tail tail(String topic) {
        return new Tail(topic, topic, 0, "a", "b", "switch", 0L, NOW, 0, 0, RECORDS, 0, RECORDS, false);
    }
}
