package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.MirrorBeat;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBeatsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final LiveBeats beats = new LiveBeats();

    @Test
    void shouldTakeARecentBeatForAliveAndAnOldOneForDead() {
        List<MirrorBeat> live = beats.live(List.of(beat("fresh", -1), beat("frozen", -6), beat("old", -60)), NOW);

        assertThat(live).extracting(MirrorBeat::member).containsExactly("fresh", "frozen");
    }

    @Test
    void shouldBelieveABeatFromTheFutureOnlyWhereALaterOneComes() {
        // Given
        List<MirrorBeat> first = beats.live(List.of(beat("dead", 600), beat("ahead", 600)), NOW);

        // When
        List<MirrorBeat> second = beats.live(List.of(beat("dead", 600), beat("ahead", 601)), NOW.plusSeconds(1));

        // Then
        assertThat(first).isEmpty();
        assertThat(second).extracting(MirrorBeat::member).containsExactly("ahead");
    }

    @Test
    void shouldSeeAMirrorWhoseClockIsBehindByItsNextBeat() {
        // Given
        var unused = beats.live(List.of(beat("behind", -600)), NOW);

        // When
        List<MirrorBeat> live = beats.live(List.of(beat("behind", -599)), NOW.plusSeconds(1));

        // Then
        assertThat(live).hasSize(1);
    }

    private static MirrorBeat beat(String member, int seconds) {
        Instant time = NOW.plusSeconds(seconds);
        return new MirrorBeat(member, "host", time, List.of(0), time, null, 0, true, List.of());
    }
}
