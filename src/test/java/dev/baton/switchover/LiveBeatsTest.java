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
    void shouldTakeARecentBeatForAlive() {
        LiveBeats.Look look = look(0, beat("fresh", -1), beat("frozen", -6), beat("old", -60));

        assertThat(look.live()).extracting(MirrorBeat::member).containsExactly("fresh", "frozen");
    }

    @Test
    void shouldTakeAnOldBeatForDeadWhenNoneFollows() {
        look(0, beat("old", -60));

        assertThat(look(2, beat("old", -60)).doubtful()).hasSize(1);
        assertThat(look(3, beat("old", -60))).isEqualTo(new LiveBeats.Look(List.of(), List.of()));
    }

    /** It was stopped for a moment, and its clock is wrong: it may send for five seconds yet. */
    @Test
    void shouldWatchABeatOfNearlyNowForAsLongAsItsMirrorMaySend() {
        look(0, beat("ahead", 4), beat("behind", -8));

        assertThat(look(3, beat("ahead", 4), beat("behind", -8)).doubtful())
                .extracting(MirrorBeat::member)
                .containsExactly("ahead", "behind");
        assertThat(look(12, beat("ahead", 4), beat("behind", -8))).isEqualTo(new LiveBeats.Look(List.of(), List.of()));
    }

    @Test
    void shouldBelieveABeatFromTheFutureOnlyWhereALaterOneComes() {
        LiveBeats.Look first = look(0, beat("dead", 600), beat("ahead", 600));
        LiveBeats.Look second = look(1, beat("dead", 600), beat("ahead", 601));

        assertThat(first.live()).isEmpty();
        assertThat(second.live()).extracting(MirrorBeat::member).containsExactly("ahead");
    }

    @Test
    void shouldSeeAMirrorWhoseClockIsBehindByItsNextBeat() {
        look(0, beat("behind", -600));

        assertThat(look(1, beat("behind", -599)).live()).hasSize(1);
    }

    @Test
    void shouldTakeAMirrorForDeadThatBeatAgainAndThenNoMore() {
        look(0, beat("behind", -600));
        look(1, beat("behind", -599));

        assertThat(look(7, beat("behind", -599)).live()).hasSize(1);
        assertThat(look(8, beat("behind", -599))).isEqualTo(new LiveBeats.Look(List.of(), List.of()));
    }

    private LiveBeats.Look look(int second, MirrorBeat... beat) {
        return beats.look(List.of(beat), NOW.plusSeconds(second));
    }

    private static MirrorBeat beat(String member, int seconds) {
        Instant time = NOW.plusSeconds(seconds);
        return new MirrorBeat(member, "host", time, List.of(0), time, null, 0, true, List.of());
    }
}
