package dev.baton.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenTest {
    @Test
    void shouldTakeTheWidthThatTheLauncherFound() {
        // Then
        assertThat(Screen.of("132", false)).isEqualTo(new Screen(true, 132));
    }

    @Test
    void shouldFitNothingWhereNoPersonLooks() {
        // Then
        assertThat(Screen.of(null, false)).isEqualTo(new Screen(false, Integer.MAX_VALUE));
        assertThat(Screen.of("0", false)).isEqualTo(new Screen(false, Integer.MAX_VALUE));
        assertThat(Screen.of("wide", true)).isEqualTo(new Screen(false, Integer.MAX_VALUE));
    }

    @Test
    void shouldTakeTheUsualWidthWhenOnlyTheJvmKnowsOfTheTerminal() {
        // Then
        assertThat(Screen.of(null, true)).isEqualTo(new Screen(true, 80));
    }
}
