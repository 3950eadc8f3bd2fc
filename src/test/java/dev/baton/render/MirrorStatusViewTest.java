package dev.baton.render;

import dev.baton.mirror.MirrorStatus;
import dev.baton.mirror.MirrorStatus.Partitions;
import dev.baton.mirror.MirrorStatus.State;
import dev.baton.mirror.MirrorView.Stopped;
import dev.baton.mirror.StopCause;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirrorStatusViewTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void shouldShowAMirrorThatGoesOn() {
        // Given
        MirrorStatus status = new MirrorStatus(
                State.MIRRORING,
                TIME.plusSeconds(90),
                TIME,
                1_234_567,
                987_654_321,
                12_345L,
                9_876_543L,
                1_200L,
                2L,
                TIME.plusSeconds(88),
                true,
                true,
                new Partitions(117, 2, 1),
                14,
                TIME.plusSeconds(89),
                List.of(new Stopped("orders", 3, StopCause.OPEN_TRANSACTION, "a transaction of east holds it back")));
        // Then
        Golden.check(new MirrorStatusView(), "mirror-status", "east", "west", status);
    }

    @Test
    void shouldShowNoNumberWhenItIsNotKnown() {
        // Given
        MirrorStatus status = new MirrorStatus(
                State.STARTING,
                TIME,
                TIME,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                new Partitions(0, 0, 0),
                0,
                null,
                List.of());
        // Then
        Golden.check(new MirrorStatusView(), "mirror-status-starting", "east", "west", status);
    }

    @Test
    void shouldSayThatTheSourceOrTheTargetIsSilent() {
        // Given
        MirrorStatus status = new MirrorStatus(
                State.MIRRORING,
                TIME.plusSeconds(90),
                TIME,
                3_000,
                90_000,
                0L,
                0L,
                null,
                null,
                null,
                false,
                false,
                new Partitions(3, 0, 0),
                1,
                TIME.plusSeconds(60),
                List.of());
        // Then
        Golden.check(new MirrorStatusView(), "mirror-status-silent", "east", "west", status);
    }

    @Test
    void shouldShowHowAMirrorEnded() {
        // Given
        MirrorStatus status = new MirrorStatus(
                State.ENDED,
                TIME.plusSeconds(10),
                TIME,
                3_000,
                90_000,
                300L,
                9_000L,
                0L,
                0L,
                TIME.plusSeconds(10),
                true,
                true,
                new Partitions(3, 0, 0),
                1,
                TIME.plusSeconds(9),
                List.of());
        // Then
        Golden.check(new MirrorStatusView(), "mirror-status-ended", "east", "west", status);
    }
}
