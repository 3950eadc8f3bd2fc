package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepTheNewestLinesInSoManyFilesOfThatSize() throws IOException {
        // When
        try (LogFile log = new LogFile(directory.resolve("mirror.log"), 1_000, 3)) {
            IntStream.range(0, 1_000).forEach(i -> log.line("line " + i + " of many that are written"));
        }
        // Then
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("mirror.log", "mirror.log.0", "mirror.log.1", "mirror.log.2");
        }
        List<String> lines = new ArrayList<>();
        for (String name : List.of("mirror.log.2", "mirror.log.1", "mirror.log.0", "mirror.log")) {
            assertThat(Files.size(directory.resolve(name))).isLessThanOrEqualTo(1_000);
            lines.addAll(Files.readAllLines(directory.resolve(name)));
        }
        int first = 1_000 - lines.size();
        assertThat(lines)
                .isEqualTo(IntStream.range(first, 1_000)
                        .mapToObj(i -> "line " + i + " of many that are written")
                        .toList());
    }

    @Test
    void shouldGoOnBehindWhatTheFileHasWhenItIsOpenedAgain() throws IOException {
        // Given
        Path file = directory.resolve("mirror.log");
        try (LogFile log = new LogFile(file, 1_000, 3)) {
            log.line("first");
        }
        // When
        try (LogFile log = new LogFile(file, 1_000, 3)) {
            log.line("second");
        }
        // Then
        assertThat(file).hasContent("first\nsecond");
    }

    @Test
    void shouldTakeWholeLinesFromWhateverIsPrinted() throws IOException {
        // Given
        List<String> lines = new ArrayList<>();
        TalkStream talk = new TalkStream(new java.io.ByteArrayOutputStream());
        PrintStream stderr = new PrintStream(talk, true, StandardCharsets.UTF_8);
        talk.divert(new LineStream(lines::add));
        // When
        stderr.print("no end");
        stderr.println(", and now one: ümlaut");
        talk.restore();
        stderr.println("for standard error");
        // Then
        assertThat(lines).containsExactly("no end, and now one: ümlaut");
    }
}
