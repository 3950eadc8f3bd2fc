package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the options of the mirror's log make of it. */
class LogFileOptionsTest {
    /** Of a line with its end. */
    private static final int LINE_BYTES = 1_000;

    @TempDir
    private Path directory;

    @Test
    void shouldRotateAtThatSizeAndKeepSoManyWhenBothAreGiven() throws IOException {
        // When
        write(20, "--log-file", "mirror.log", "--log-size", "3kB", "--log-files", "2");
        // Then
        assertThat(sizes())
                .containsExactly(
                        Map.entry("mirror.log", 2_000L),
                        Map.entry("mirror.log.0", 3_000L),
                        Map.entry("mirror.log.1", 3_000L));
    }

    @Test
    void shouldKeepFiveOfTenMegabytesWhenOnlyTheFileIsGiven() throws IOException {
        // When
        write(75_000, "--log-file", "mirror.log");
        // Then
        assertThat(sizes())
                .containsOnlyKeys(
                        "mirror.log", "mirror.log.0", "mirror.log.1", "mirror.log.2", "mirror.log.3", "mirror.log.4")
                .containsEntry("mirror.log", 5_000_000L)
                .containsEntry("mirror.log.4", 10_000_000L);
    }

    @Test
    void shouldOpenNoFileWhenNoneIsNamed() {
        assertThat(open("--log-size", "3kB")).isNull();
    }

    @Test
    void shouldRefuseToKeepNoneWhenItRotates() {
        assertThatThrownBy(() -> open("--log-file", "mirror.log", "--log-files", "0"))
                .isInstanceOfSatisfying(
                        BatonException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(FailureKind.USAGE))
                .hasMessage("--log-files is at least 1");
    }

    private void write(int lines, String... options) {
        try (LogFile log = open(options)) {
            assertThat(log).isNotNull();
            for (int i = 0; i < lines; i++) {
                log.line("x".repeat(LINE_BYTES - 1));
            }
            assertThat(log.lost()).isZero();
        }
    }

    private @Nullable LogFile open(String... options) {
        Environment environment = CliRun.environment(
                directory, Map.of(), new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        String[] args =
                Stream.concat(Stream.of("mirror"), Arrays.stream(options)).toArray(String[]::new);
        List<CommandLine> commands =
                new BatonCli(environment).commandLine().parseArgs(args).asCommandLineList();
        return commands.get(1).getMixins().values().stream()
                .filter(LogFileOptions.class::isInstance)
                .map(LogFileOptions.class::cast)
                .findFirst()
                .orElseThrow()
                .open(environment);
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }
}
