package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    private final StringWriter err = new StringWriter();
    private final Failures failures = new Failures(new PrintWriter(err));

    @ParameterizedTest
    @CsvSource({
        "UNEXPECTED, 1",
        "USAGE, 2",
        "INCOMPLETE, 3",
        "UNREACHABLE, 4",
        "UNAUTHORISED, 5",
        "REFUSED, 6",
        "INTERRUPTED, 130"
    })
    void shouldKeepTheNumberOfEachKindOfFailure(FailureKind kind, int code) {
        // When
        ExitCode mapped = failures.running(new BatonException(kind, "it failed", "try again"), 0);

        // Then
        assertThat(mapped.code()).isEqualTo(code);
    }

    @Test
    void shouldEndWith0WhenNothingFailed() {
        // Then
        assertThat(ExitCode.of(List.of()).code()).isZero();
    }

    @Test
    void shouldHaveACodeForEveryKindAndNoOther() {
        // Then
        assertThat(EnumSet.allOf(FailureKind.class).stream().map(ExitCode::of))
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(ExitCode.DONE)));
    }

    @ParameterizedTest
    @CsvSource({
        "UNEXPECTED, INCOMPLETE, INCOMPLETE",
        "INCOMPLETE, UNREACHABLE, UNREACHABLE",
        "UNREACHABLE, REFUSED, REFUSED",
        "REFUSED, UNAUTHORISED, UNAUTHORISED",
        "UNAUTHORISED, USAGE, USAGE",
        "USAGE, INTERRUPTED, INTERRUPTED"
    })
    void shouldTakeTheGraverOfTwoCauses(FailureKind one, FailureKind other, ExitCode expected) {
        // Then
        assertThat(ExitCode.of(Set.of(one, other))).isEqualTo(expected);
    }

    @Test
    void shouldSayMessageAndRemedyWithoutATraceWhenAnExpectedFailureIsReported() {
        // When
        failures.running(BatonException.refused("group 'a' is active", "stop its members\nor wait"), 0);

        // Then
        assertThat(err).hasToString("baton: group 'a' is active\n  stop its members\n  or wait\n");
    }

    @Test
    void shouldPrintTheTraceWhenAskedForMore() {
        // When
        failures.running(BatonException.usage("no"), 1);

        // Then
        assertThat(err.toString()).contains("baton: no", "\tat dev.baton.");
    }

    @Test
    void shouldSayThatItIsABugWhenAFailureIsUnexpected() {
        // When
        ExitCode code = failures.running(new IllegalStateException("what now"), 0);

        // Then
        assertThat(code).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(err.toString())
                .contains("unexpected IllegalStateException: what now", "-v")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldEndWith130WhenAnInterruptIsTheCauseOfAnotherFailure() {
        // Then
        assertThat(failures.running(new InterruptException("poll"), 0)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(failures.running(new IllegalStateException(new InterruptedException()), 0))
                .isEqualTo(ExitCode.INTERRUPTED);
        assertThat(err).hasToString("baton: interrupted\nbaton: interrupted\n");
        // Kafka's exception sets the flag of the thread that makes it
        assertThat(Thread.interrupted()).isTrue();
    }
}
