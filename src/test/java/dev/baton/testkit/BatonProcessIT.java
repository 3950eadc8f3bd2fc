package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatonProcessIT {
    @Test
    void shouldCaptureOutputAndExitCodeWhenRun() {
        // When
        BatonProcess.Result version = BatonProcess.run("--version");
        BatonProcess.Result wrong = BatonProcess.run("--no-such-option");
        // Then
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).isNotBlank();
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("--no-such-option");
    }
}
