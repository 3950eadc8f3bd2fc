package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatonCliTest {
    @Test
    void shouldPrintVersionsWhenAskedForTheVersion() {
        // When
        CliRun run = CliRun.of("--version").expect(ExitCode.DONE);

        // Then
        assertThat(run.out()).startsWith("baton ").contains("kafka-clients ", "java 1");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldNameTheNearestCommandWhenOneIsMisspelt() {
        // When
        CliRun run = CliRun.of("confi").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).contains("baton: ", "'confi'", "did you mean config", "see baton --help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldPrintHelpOnStderrWhenACommandIsMissing() {
        // When
        CliRun run = CliRun.of("config").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).startsWith("Usage: baton config");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldSayWhatADurationLooksLikeWhenItIsNone() {
        // When
        CliRun run = CliRun.of("config", "show", "--timeout", "soon").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).contains("--timeout", "'soon' is not a duration; write 500ms, 10s, 5m, 2h or 7d");
    }

    @Test
    void shouldSayWhereOptionsStandWhenOneComesBeforeTheCommand() {
        // When
        CliRun run = CliRun.of("-o", "json", "config", "show").expect(ExitCode.USAGE);

        // Then
        assertThat(run.err()).contains("options stand behind the command");
    }
}
