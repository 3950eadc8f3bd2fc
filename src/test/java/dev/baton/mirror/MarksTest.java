package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MarksTest {
    /** A fence at 0, source 0 to 99 behind it. */
    private static final OffsetMap FENCED = OffsetMap.of(List.of(new Run(0, 1)));

    @Test
    void shouldNameTheFirstSourceOffsetThatIsNotThereWhenTheTargetLostItsTail() {
        // When
        Mark lowered = lowered(mark(Mark.Mode.MAPPED, 100, 101), FENCED, 50);
        // Then
        assertThat(lowered.sourceOffset()).isEqualTo(49);
        assertThat(lowered.targetOffset()).isEqualTo(50);
        assertThat(lowered.coveredTo()).isEqualTo(49);
        assertThat(lowered.sourceLeaderEpoch()).isNull();
    }

    @Test
    void shouldPassOverNoSourceOffsetWhenAllThatIsLeftIsAMarker() {
        assertThat(lowered(mark(Mark.Mode.MAPPED, 100, 101), FENCED, 0).sourceOffset())
                .isZero();
    }

    @Test
    void shouldNotGoBeyondTheMarkWhenFencesAloneWereLost() {
        // Given three fences behind source 99, of which one is left
        Mark known = mark(Mark.Mode.MAPPED, 100, 104);
        // When
        Mark lowered = lowered(known, FENCED, 102);
        // Then
        assertThat(lowered.sourceOffset()).isEqualTo(100);
        assertThat(lowered.sourceLeaderEpoch()).isEqualTo(known.sourceLeaderEpoch());
    }

    @Test
    void shouldGoByTheRunsOfWhatWasLostWhenMarkersAreTheLastThingThatIsLeft() {
        // Given source 0 to 49 at 1, three fences from 51 on, and source 50 on from 54 on, which is lost
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 1), new Run(50, 54)));
        // When
        Mark lowered = lowered(mark(Mark.Mode.MAPPED, 100, 104), map, 53);
        // Then
        assertThat(lowered.sourceOffset()).isEqualTo(50);
    }

    @Test
    void shouldGoByTheRunsOfWhatWasLostWhenAPreservedPartitionEndsWithAMarkerTooMany() {
        // Given source 12 behind a marker too many, and lost
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 0), new Run(12, 13)));
        // When
        Mark lowered = lowered(mark(Mark.Mode.PRESERVED, 13, 14), map, 13);
        // Then
        assertThat(lowered.sourceOffset()).isEqualTo(12);
    }

    @Test
    void shouldKeepTheSourceOffsetWhenNothingWasMirroredYet() {
        // Given a target that had 500 records of its own
        Mark known = mark(Mark.Mode.MAPPED, 1_000, 500);
        // Then
        assertThat(lowered(known, OffsetMap.PRESERVED, 400).sourceOffset()).isEqualTo(1_000);
    }

    @Test
    void shouldRestOnTheRunOfTheLastRecordThatIsLeft() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 1), new Run(50, 54)));
        Mark known = mark(Mark.Mode.MAPPED, 100, 104);
        // When
        Mark one = lowered(known, map, 55);
        Mark other = lowered(known, map, 54);
        Mark none = lowered(known, map, 1);
        // Then
        assertThat(one.lastRun()).isEqualTo(54);
        assertThat(other.lastRun()).isEqualTo(1);
        assertThat(none.lastRun()).isNull();
        assertThat(none.lacksRuns(OptionalLong.empty())).isFalse();
        assertThat(lowered(mark(Mark.Mode.PRESERVED, 100, 104), map, 55).lastRun())
                .isNull();
    }

    @Test
    void shouldSayThatLessKeptItsOffsetsWhenSomeOfThatWasLost() {
        // Given a partition that went over to mapped offsets at 80
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 0), new Run(80, 81)));
        Mark known = mark(Mark.Mode.PRESERVED, 80, 80).mappedFromNowOn(Instant.EPOCH);
        // When
        Mark lowered = lowered(known, map, 60);
        // Then
        assertThat(lowered.keptBelow()).isEqualTo(60);
    }

    private static Mark lowered(Mark mark, OffsetMap map, long targetEnd) {
        return Marks.lowered(mark, map, targetEnd, Instant.EPOCH);
    }

    private static Mark mark(Mark.Mode mode, long source, long target) {
        return new Mark(
                "t", 0, "t", "s-id", "t-id", mode, source, target, source, 0, 7, source, source, 0L, Instant.EPOCH);
    }
}
