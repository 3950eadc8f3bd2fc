package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandsTest {
    private static final String RIGHT = """
            clusters:
              east: {bootstrap.servers: "east:9092", sasl.jaas.config: "password=hunter2"}
              west: {bootstrap.servers: "west:9092"}
              north: {bootstrap.servers: "north:9092"}
            flows:
              - {from: east, to: west}
              - {from: east, to: north}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeConfiguration() throws IOException {
        Files.writeString(directory.resolve("baton.yaml"), RIGHT);
    }

    @Test
    void shouldExitWith0WhenTheConfigurationIsRight() {
        // When
        CliRun run = run("config", "check").expect(ExitCode.DONE);

        // Then
        assertThat(run.out()).isEqualTo("baton.yaml: no problems\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldReportProblemsOnStdoutAndExitWith2WhenTheConfigurationIsWrong() throws IOException {
        // Given
        Files.writeString(directory.resolve("baton.yaml"), RIGHT.replace("to: north", "to: nroth"));

        // When
        CliRun run = run("config", "check", "-o", "csv").expect(ExitCode.USAGE);

        // Then
        assertThat(run.out()).contains("baton.yaml,7,no cluster 'nroth',did you mean 'north'?");
    }

    @Test
    void shouldNameProblemsOnStderrWhenAnotherCommandMeetsThem() throws IOException {
        // Given
        Files.writeString(directory.resolve("baton.yaml"), RIGHT.replace("to: north", "to: nroth"));

        // When
        CliRun run = run("config", "show").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).isEqualTo("baton: baton.yaml:7: no cluster 'nroth' (did you mean 'north'?)\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    @Trap("l")
    void shouldHideSecretsWhenTheConfigurationIsShown() {
        // When
        CliRun run = run("config", "show", "-o", "json").expect(ExitCode.DONE);

        // Then
        assertThat(run.out()).contains("\"sasl.jaas.config\": \"[hidden]\"").doesNotContain("hunter2");
    }

    @Test
    void shouldTakeTheFileOfTheFlagBeforeThatOfTheEnvironmentBeforeTheUsualOnes() throws IOException {
        // Given
        Path home = Files.createDirectories(directory.resolve("home/.config/baton"));
        Files.writeString(home.resolve("baton.yaml"), RIGHT);
        Files.writeString(directory.resolve("other.yaml"), RIGHT);
        Map<String, String> variables = Map.of("BATON_CONFIG", "no.yaml");
        Map<String, String> onlyHome = Map.of("HOME", directory.resolve("home").toString());

        // When
        CliRun flag = CliRun.in(directory, variables, "config", "check", "-c", "other.yaml");
        CliRun variable = CliRun.in(directory, variables, "config", "check");
        CliRun here = CliRun.in(directory, onlyHome, "config", "check");
        Files.delete(directory.resolve("baton.yaml"));
        CliRun user = CliRun.in(directory, onlyHome, "config", "check");

        // Then
        assertThat(flag.expect(ExitCode.DONE).out()).startsWith("other.yaml: ");
        assertThat(variable.expect(ExitCode.USAGE).out()).startsWith("no.yaml: cannot be read: no such file");
        assertThat(here.expect(ExitCode.DONE).out()).startsWith("baton.yaml: ");
        assertThat(user.expect(ExitCode.DONE).out()).contains("home/.config/baton/baton.yaml: ");
    }

    @Test
    void shouldSayHowToGoOnWhenThereIsNoConfiguration() throws IOException {
        // Given
        Files.delete(directory.resolve("baton.yaml"));

        // When
        CliRun run = run("config", "show").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).isEqualTo("""
                baton: no configuration found
                  write a baton.yaml here, name one with --config, or give --source-bootstrap and --target-bootstrap
                """);
    }

    @Test
    void shouldNeedNoFileWhenFlagsNameTheClusters() throws IOException {
        // Given
        Files.writeString(
                directory.resolve("west.properties"), "bootstrap.servers=west:9092\nssl.key.password=hunter2\n");

        // When
        CliRun run = run("config", "show", "--source-bootstrap", "east:9092", "--target-config", "west.properties")
                .expect(ExitCode.DONE);

        // Then
        assertThat(run.out()).contains("source", "east:9092", "target", "west:9092", "Flow source -> target");
        assertThat(run.out()).doesNotContain("hunter2");
    }

    @Test
    void shouldRefuseFlagsBesideAFile() {
        // When
        CliRun run = run("config", "show", "-c", "baton.yaml", "--target-bootstrap", "west:9092")
                .expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).contains("either --config or the clusters by flags");
    }

    private CliRun run(String... args) {
        return CliRun.in(directory, Map.of(), args);
    }
}
