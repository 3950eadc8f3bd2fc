package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPaceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final GroupPace pace = new GroupPace(Duration.ofMinutes(1));

    @Test
    void shouldAskForAGroupAtOnceWhenItIsNewOrHasChanged() {
        // Given
        pace.done(wanted(10), NOW, true);

        // Then
        assertThat(pace.isDue(new GroupSnapshot("new", NOW, List.of(), List.of()), NOW))
                .isTrue();
        assertThat(pace.isDue(wanted(10), NOW.plusSeconds(1))).isFalse();
        assertThat(pace.isDue(wanted(9), NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void shouldLookAtAQuietGroupNowAndThen() {
        // Given
        pace.done(wanted(10), NOW, true);

        // Then
        assertThat(pace.isDue(wanted(10), NOW.plusSeconds(9))).isFalse();
        assertThat(pace.isDue(wanted(10), NOW.plusSeconds(15))).isTrue();
    }

    /** Trap 34. */
    @Test
    void shouldRenewLongBeforeTheTargetForgets() {
        // Given
        pace.done(wanted(10), NOW, true);
        pace.done(wanted(10), NOW.plusSeconds(10), false);

        // Then
        assertThat(pace.isToRenew("g", NOW.plusSeconds(14))).isFalse();
        assertThat(pace.isToRenew("g", NOW.plusSeconds(16))).isTrue();
    }

    @Test
    void shouldNotAskAgainAtOnceWhenTheTargetRefused() {
        // Given
        pace.refused(wanted(10), NOW);

        // Then
        assertThat(pace.isDue(wanted(11), NOW.plusMillis(500))).isFalse();
        assertThat(pace.isDue(wanted(11), NOW.plusSeconds(2))).isTrue();
    }

    @Test
    void shouldAskMoreAndMoreSeldomWhileNobodyAnswersAndAsEverAfterThat() {
        Instant now = NOW;
        for (int pause : List.of(2, 4, 8, 16, 32, 32)) {
            // When
            pace.silent(wanted(10), now);
            // Then
            Instant before = now.plusSeconds(pause).minusMillis(1);
            assertThat(pace.isSilent("g", before)).isTrue();
            assertThat(pace.isDue(wanted(11), before)).isFalse();
            now = now.plusSeconds(pause);
            assertThat(pace.isSilent("g", now)).isFalse();
            assertThat(pace.isDue(wanted(10), now)).isTrue();
        }
        pace.done(wanted(10), now, true);
        assertThat(pace.isDue(wanted(11), now)).isTrue();
        pace.silent(wanted(10), now);
        assertThat(pace.isDue(wanted(10), now.plusSeconds(2))).isTrue();
    }

    private static GroupSnapshot wanted(long offset) {
        List<Commit> commits = List.of(new Commit("t", 0, offset, ""));
        return new GroupSnapshot("g", NOW, commits, commits);
    }
}
