package dev.baton.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private final Verdict verdict = new Verdict();
    private final Story story = new Story();

    @Test
    void shouldHoldWhenAllOfItHolds() {
        // Given
        verdict.add(true, "all is well", "8");

        // When
        verdict.add(story.group());

        // Then
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.failed()).isEmpty();
        assertThat(verdict.table()).contains("ok     all is well").contains("billing");
    }

    @Test
    void shouldNameTheLineThatDoesNotHold() {
        // When
        verdict.none(new Faults(2, java.util.List.of("a", "b")), "mirrored twice");

        // Then
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.failed()).singleElement().asString().contains("FAILED", "mirrored twice", "2 (a; b)");
    }

    @Test
    void shouldNameTheGroupThatDoesNotHold() {
        // Given
        story.forget(Site.PASSIVE, 6);

        // When
        verdict.add(story.group());

        // Then
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.failed())
                .singleElement()
                .asString()
                .contains("group billing: mirrored and never processed", "r6 at orders-0@6");
    }
}
