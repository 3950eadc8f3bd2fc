package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.offsets.RunHistory;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class MapReaderTest {
    @Test
    void shouldIgnoreARunThatNoRecordFollowedWhenItContradicts() {
        // Given
        List<Run> runs = List.of(new Run(0, 0), new Run(20, 10), new Run(30, 20), new Run(25, 21));
        // When
        OffsetMap map =
                MapReader.map(mark(Mark.Mode.MAPPED, 20, 5L), history(runs)).orThrow();
        // Then
        assertThat(map.runs()).containsExactly(new Run(0, 0), new Run(20, 10));
    }

    @Test
    void shouldFailWhenAMappedPartitionWithRecordsHasNoRuns() {
        // Then
        assertThat(MapReader.map(mark(Mark.Mode.MAPPED, 20, 5L), history(List.of())))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(MapReader.map(mark(Mark.Mode.MAPPED, 0, null), history(List.of())))
                .isInstanceOf(Outcome.Known.class);
        assertThat(MapReader.map(mark(Mark.Mode.PRESERVED, 20, 5L), history(List.of()))
                        .orThrow())
                .isEqualTo(OffsetMap.PRESERVED);
    }

    @Test
    void shouldFailWhenTheRunThatTheMarkRestsOnIsNotThereNorALaterOne() {
        // Given
        RunHistory cut = history(List.of(new Run(0, 0), new Run(20, 10)));
        Mark mark = mark(Mark.Mode.MAPPED, 20, 5L);
        // Then
        assertThat(MapReader.map(mark.loweredTo(40, 20, 12L, Instant.EPOCH), cut))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(MapReader.map(mark.loweredTo(40, 20, 10L, Instant.EPOCH), cut))
                .isInstanceOf(Outcome.Known.class);
        // whose entry went with what the target's log start passed
        assertThat(MapReader.map(mark.loweredTo(40, 20, 7L, Instant.EPOCH), cut))
                .isInstanceOf(Outcome.Known.class);
    }

    /** A gap that was passed before the first record, as aborted ones are, has an epoch and needs no run. */
    @Test
    void shouldNeedNoRunsWhenGapsAloneWerePassed() {
        // Given
        Mark passed = new Mark(
                "orders", 0, "orders", "i", "j", Mark.Mode.MAPPED, 40, 20, 40, 0, 1, null, null, null, Instant.EPOCH);
        // Then
        assertThat(MapReader.map(passed, history(List.of())).orThrow().runs()).containsExactly(new Run(40, 20));
    }

    @Test
    void shouldFailWhenRunsBelowTheMarkContradict() {
        // When
        Outcome<OffsetMap> map =
                MapReader.map(mark(Mark.Mode.MAPPED, 99, 5L), history(List.of(new Run(10, 10), new Run(5, 20))));
        // Then
        assertThat(map).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void shouldFailWhenAnEntryCannotBeRead() {
        // Given
        RunHistory history = history(List.of(new Run(0, 0)));
        // When
        history.putUnreadable(20);
        // Then
        assertThat(MapReader.map(mark(Mark.Mode.MAPPED, 40, 5L), history)).isInstanceOf(Outcome.Failed.class);
        history.remove(20);
        assertThat(MapReader.map(mark(Mark.Mode.MAPPED, 40, 5L), history)).isInstanceOf(Outcome.Known.class);
    }

    private static RunHistory history(List<Run> runs) {
        RunHistory history = new RunHistory(new Uuid(1, 2), 0);
        if (!runs.isEmpty()) {
            history.put(new MapEntry(new Uuid(1, 2), 0, runs));
        }
        return history;
    }

    private static Mark mark(Mark.Mode mode, long targetOffset, Long lastTimestamp) {
        return new Mark(
                "orders",
                0,
                "orders",
                "i",
                "j",
                mode,
                40,
                targetOffset,
                40,
                0,
                lastTimestamp == null ? null : 1,
                null,
                null,
                lastTimestamp,
                Instant.EPOCH);
    }
}
