package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void shouldPrintAScriptThatBashAccepts(String shell) throws IOException, InterruptedException {
        // Given
        String script = CliRun.of("completion", shell).expect(ExitCode.DONE).out();
        Path file = Files.writeString(directory.resolve("script"), script);

        // When
        Process bash = new ProcessBuilder("bash", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes());

        // Then
        assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(script).contains("--target-bootstrap", "translate", "ZSH_VERSION", "\"table\" \"json\"");
    }

    @Test
    void shouldCompleteCommandsAndOptionsInBash() throws IOException, InterruptedException {
        // Given
        String script = CliRun.of("completion", "bash").expect(ExitCode.DONE).out();
        Path file = Files.writeString(directory.resolve("script"), script);
        String ask = "source " + file + "; COMP_WORDS=(baton config sh); COMP_CWORD=2; _complete_baton;"
                + " echo ${COMPREPLY[@]}";

        // When
        Process bash =
                new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes());

        // Then
        assertThat(said.trim()).isEqualTo("show");
    }

    @Test
    void shouldPrintEveryCommandAndOptionForFish() {
        // When
        String script = CliRun.of("completion", "fish").expect(ExitCode.DONE).out();

        // Then
        assertThat(script.lines())
                .contains("complete -c baton -n '__fish_seen_subcommand_from config; and not"
                        + " __fish_seen_subcommand_from check show import export' -a check -d 'Report every"
                        + " problem of the configuration, with its line.'")
                .anyMatch(line -> line.contains("-s o -l output -x -a 'table json yaml csv'"));
    }

    @Test
    void shouldExitWith2WhenTheShellIsUnknown() {
        // When
        CliRun run = CliRun.of("completion", "tcsh").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).contains("'tcsh'", "bash");
    }
}
