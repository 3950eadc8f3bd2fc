package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    private static final Map<String, String> SECRETS =
            Map.of("EAST_PASSWORD", "hunter2", "WEST_KEY_PASSWORD", "hunter2");

    static Stream<Path> examples() throws IOException {
        return Files.list(Path.of("examples"))
                .filter(file -> file.toString().endsWith(".yaml"))
                .map(Path::toAbsolutePath);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldBeARightConfiguration(Path example) {
        // When
        CliRun check = CliRun.in(Path.of("/"), SECRETS, "config", "check", "-c", example.toString());
        CliRun show = CliRun.in(Path.of("/"), SECRETS, "config", "show", "-c", example.toString(), "-o", "yaml");

        // Then
        check.expect(ExitCode.DONE);
        assertThat(show.expect(ExitCode.DONE).out()).doesNotContain("hunter2").contains("alias: east", "alias: west");
    }
}
