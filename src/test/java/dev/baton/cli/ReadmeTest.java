package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.baton.config.ConfigSource;
import dev.baton.config.FlowRequest;
import dev.baton.config.LoadedConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Holds what the README says of the program against the program. */
class ReadmeTest {
    @TempDir
    private Path directory;

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void shouldListEveryExitCodeWithItsMeaning() {
        // Given
        String table = Arrays.stream(ExitCode.values())
                .map(code -> "| " + code.code() + " | " + code.meaning() + " |\n")
                .collect(Collectors.joining());

        // Then
        assertThat(readme).contains("| code | meaning |\n|---|---|\n" + table + "\n");
    }

    @Test
    void shouldShowAConfigurationThatIsRightButForItsMissingFile() throws IOException {
        // Given
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(block.find()).isTrue();
        Files.writeString(directory.resolve("west.properties"), "bootstrap.servers=west:9092\n");
        String yaml = block.group(1).replace("/etc/baton/west.properties", "west.properties");
        Files.writeString(directory.resolve("baton.yaml"), yaml);

        // When
        LoadedConfig loaded =
                new ConfigSource(Map.of(), directory).load(new FlowRequest(null, null, null, null, null, null, null));

        // Then
        assertThat(loaded.problems()).isEmpty();
    }

    @Test
    void shouldNameOnlyCommandsAndOptionsThatThereAre() {
        // Given
        Pattern command = Pattern.compile("(?m)^(?:\\$ )?baton ([a-z -].*?)(?:  .*|>.*)?$");
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine tree = new BatonCli(CliRun.environment(directory, Map.of(), nowhere, nowhere)).commandLine();

        // Then
        assertThat(command.matcher(readme)
                        .results()
                        .map(result -> result.group(1).trim()))
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThatCode(() -> tree.parseArgs(line.split(" ")))
                        .as(line)
                        .doesNotThrowAnyException());
    }
}
