package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.mirror.Reconciler.Found;
import dev.baton.mirror.Reconciler.Stretch;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.wire.LogItem;
import dev.baton.wire.Piece;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    @Test
    void shouldGoOnBehindTheLastRecordWhenBothLogsAreTheSame() {
        // Given
        List<LogItem> source = log(100, "a", "b", "-", "c", "d");
        List<LogItem> target = log(100, "a", "b", "-", "c");
        // When
        Found found = reconciler(source, target).preserved(new Stretch(100, 100, 104), OffsetMap.PRESERVED);
        // Then
        assertThat(found).isEqualTo(new Found(104, 104, List.of(), 1, null));
    }

    @Test
    void shouldFindTheShiftWhenTheBrokerWroteAMarkerTwice() {
        // Given
        List<LogItem> source = log(10, "a", "-", "b", "c");
        List<LogItem> target = log(10, "a", "-", "-", "b");
        // When
        Found found = reconciler(source, target).preserved(new Stretch(10, 10, 14), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(13);
        assertThat(found.shifts()).containsExactly(new Run(12, 13));
    }

    @Test
    void shouldFindTheShiftWhenTheSurplusMarkerIsTheLastThingInTheLog() {
        // Given
        List<LogItem> source = log(10, "a", "-", "b");
        List<LogItem> target = log(10, "a", "-", "-");
        // When
        Found found = reconciler(source, target).preserved(new Stretch(10, 10, 13), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(12);
        assertThat(found.shifts()).isEmpty();
    }

    @Test
    void shouldFindNoShiftWhenALaterGapMadeUpForIt() {
        // Given a marker too many behind a, and one too few behind b
        List<LogItem> source = log(10, "a", "-", "b", "-", "c");
        List<LogItem> target = log(10, "a", "-", "-", "b", "c");
        // When
        Found found = reconciler(source, target).preserved(new Stretch(10, 10, 15), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(15);
        assertThat(found.shifts()).containsExactly(new Run(12, 13), new Run(14, 14));
    }

    @Test
    void shouldMakeUpForMarkersTooManyWhenTheSourcesHoleCameInTwoPieces() {
        // Given three markers too many behind a, and a gap of the source that is made up of what two fetches brought
        List<LogItem> source = List.of(
                entry(10, "a"), entry(11, "b"), new LogItem.Hole(12, 1), new LogItem.Hole(13, 2), entry(15, "c"));
        List<LogItem> target = List.of(entry(10, "a"), new LogItem.Hole(11, 3), entry(14, "b"), entry(15, "c"));
        // When
        Found found = reconciler(source, target).preserved(new Stretch(10, 10, 16), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(16);
        assertThat(found.shifts()).containsExactly(new Run(11, 14), new Run(15, 15));
    }

    @Test
    void shouldNameNoShiftThatTheMapKnows() {
        // Given
        List<LogItem> source = log(10, "a", "-", "b", "-", "c");
        List<LogItem> target = log(10, "a", "-", "-", "b", "c");
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 0), new Run(12, 13)));
        // When
        Found found = reconciler(source, target).preserved(new Stretch(10, 10, 15), map);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(14, 14));
    }

    @Test
    void shouldStopWhenTheTargetHoldsARecordThatTheSourceDoesNotHave() {
        // Given
        Reconciler reconciler = reconciler(log(0, "a", "b"), log(0, "a", "x"));
        // Then
        assertThatThrownBy(() -> reconciler.preserved(new Stretch(0, 0, 2), OffsetMap.PRESERVED))
                .isInstanceOf(BatonException.class)
                .hasMessage("offset 1, source 1");
    }

    @Test
    void shouldStopWhenTheSourceWasCutBelowTheTarget() {
        // Given
        Reconciler reconciler = reconciler(log(0, "a"), log(0, "a", "b"));
        // Then
        assertThatThrownBy(() -> reconciler.preserved(new Stretch(0, 0, 2), OffsetMap.PRESERVED))
                .isInstanceOf(BatonException.class);
    }

    @Test
    void shouldLookRecordsUpThroughTheMapWhenMapped() {
        // Given the source's 10, 11, 20 at the target's 5, 6, 8, with a fence marker at 7 and 9
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5), new Run(20, 8)));
        List<LogItem> source = List.of(entry(10, "a"), entry(11, "b"), new LogItem.Hole(12, 8), entry(20, "c"));
        List<LogItem> target =
                List.of(entry(5, "a"), entry(6, "b"), new LogItem.Hole(7, 1), entry(8, "c"), new LogItem.Hole(9, 1));
        // When
        Found found = reconciler(source, target).mapped(new Stretch(10, 5, 10), map);
        // Then
        assertThat(found).isEqualTo(new Found(21, 9, List.of(), 2, null));
    }

    @Test
    void shouldFindTheRunsAnewWhenAMarkerTooManyMovedRecordsOfAMappedPartition() {
        // Given the map's runs 10 -> 5 and 20 -> 8, and a marker too many behind a
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5), new Run(20, 8)));
        List<LogItem> source =
                List.of(entry(10, "a"), entry(11, "b"), entry(12, "d"), new LogItem.Hole(13, 7), entry(20, "c"));
        List<LogItem> target =
                List.of(entry(5, "a"), new LogItem.Hole(6, 1), entry(7, "b"), entry(8, "d"), entry(9, "c"));
        Stretch stretch = new Stretch(10, 5, 10);
        // When
        Found found = reconciler(source, target).mapped(stretch, map);
        Found compacted = reconciler(source, target).compacted(stretch, map);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(11, 7), new Run(20, 9));
        assertThat(found.nextSource()).isEqualTo(21);
        assertThat(found.validBelow(map)).isEqualTo(6);
        assertThat(compacted).isEqualTo(found);
    }

    @Test
    void shouldVoidTheRunThatARecordWasToBeginWhenAMarkerTookItsPlace() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5), new Run(20, 6)));
        List<LogItem> source = List.of(entry(10, "a"), new LogItem.Hole(11, 9), entry(20, "c"));
        List<LogItem> target = List.of(entry(5, "a"), new LogItem.Hole(6, 1), entry(7, "c"));
        // When
        Found found = reconciler(source, target).mapped(new Stretch(10, 5, 8), map);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(20, 7));
        assertThat(found.validBelow(map)).isEqualTo(6);
    }

    @Test
    void shouldFindWhereRecordsMovedWhenCompactionTookSomeOnEitherSide() {
        // Given b gone on the source, d gone on the target, and a marker too many between them
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5)));
        List<LogItem> source =
                List.of(entry(10, "a"), new LogItem.Hole(11, 1), entry(12, "c"), entry(13, "d"), entry(14, "e"));
        List<LogItem> target = List.of(
                entry(5, "a"),
                entry(6, "b"),
                new LogItem.Hole(7, 1),
                entry(8, "c"),
                new LogItem.Hole(9, 1),
                entry(10, "e"));
        // When
        Found found = reconciler(source, target).compacted(new Stretch(10, 5, 11), map);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(12, 8));
        assertThat(found.nextSource()).isEqualTo(15);
        assertThat(found.dataEnd()).isEqualTo(11);
    }

    @Test
    void shouldStopWhenAForeignRecordLiesInAMappedPartition() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5)));
        List<LogItem> source = log(10, "a", "b", "c");
        List<LogItem> target = log(5, "a", "x", "b", "c");
        Stretch stretch = new Stretch(10, 5, 9);
        // Then
        assertThatThrownBy(() -> reconciler(source, target).mapped(stretch, map))
                .isInstanceOf(BatonException.class)
                .hasMessage("offset 6, source 11");
        assertThatThrownBy(() -> reconciler(source, target).compacted(stretch, map))
                .isInstanceOf(BatonException.class)
                .hasMessage("offset 6, source 11");
    }

    @Test
    void shouldStopWhenTheTimeOfARecordIsAnotherAndTheTargetKeepsTimes() {
        // Given
        LogItem written = new LogItem.Entry(1, Piece.NO_EPOCH, 500, false, null, value("b"), List.of());
        LogItem stamped = new LogItem.Entry(1, Piece.NO_EPOCH, 500, true, null, value("b"), List.of());
        // When
        Found found = reconciler(log(0, "a", "b"), List.of(entry(0, "a"), stamped))
                .preserved(new Stretch(0, 0, 2), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(2);
        assertThatThrownBy(() -> reconciler(log(0, "a", "b"), List.of(entry(0, "a"), written))
                        .preserved(new Stretch(0, 0, 2), OffsetMap.PRESERVED))
                .isInstanceOf(BatonException.class)
                .hasMessage("offset 1, source 1");
    }

    @Test
    void shouldAcceptWhatCompactionTookFromTheSourceWhenMapped() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 5)));
        List<LogItem> source = List.of(new LogItem.Hole(10, 1), entry(11, "b"));
        List<LogItem> target = List.of(entry(5, "a"), entry(6, "b"));
        // When
        Found found = reconciler(source, target).compacted(new Stretch(10, 5, 7), map);
        // Then
        assertThat(found).isEqualTo(new Found(12, 7));
    }

    @Test
    void shouldNameTheLeaderEpochOfTheLastSourceOffsetCompared() {
        // Given the marker behind b was written by the next leader, and the end of the hole by the one after
        List<LogItem> source = List.of(entry(0, 3, "a"), entry(1, 4, "b"), new LogItem.Hole(2, 1, 5), entry(3, 6, "c"));
        List<LogItem> preserved = log(0, "a", "b", "-");
        List<LogItem> mapped = log(7, "a", "b", "-");
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 7)));
        // When
        Found overHole = reconciler(source, preserved).preserved(new Stretch(0, 0, 3), OffsetMap.PRESERVED);
        Found compactedOverHole =
                reconciler(source, preserved).preservedCompacted(new Stretch(0, 0, 3), OffsetMap.PRESERVED);
        Found behindRecord = reconciler(source, mapped).mapped(new Stretch(0, 7, 10), map);
        Found compactedBehindRecord = reconciler(source, mapped).compacted(new Stretch(0, 7, 10), map);
        // Then
        assertThat(overHole.leaderEpoch()).isEqualTo(5);
        assertThat(compactedOverHole).isEqualTo(overHole);
        assertThat(behindRecord.leaderEpoch()).isEqualTo(4);
        assertThat(compactedBehindRecord).isEqualTo(behindRecord);
    }

    @Test
    void shouldNameTheLeaderEpochOfAHoleThatItEndsWithin() {
        // Given
        List<LogItem> source = List.of(entry(0, 3, "a"), new LogItem.Hole(1, 5, 4));
        // When
        Found found = reconciler(source, log(0, "a", "-", "-")).preserved(new Stretch(0, 0, 3), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(3);
        assertThat(found.leaderEpoch()).isEqualTo(4);
    }

    @Test
    void shouldNameNoLeaderEpochWhenNothingWasCompared() {
        // When
        Found found = reconciler(List.of(entry(0, 3, "a")), log(7, "-"))
                .mapped(new Stretch(0, 7, 8), OffsetMap.of(List.of(new Run(0, 7))));
        // Then
        assertThat(found.leaderEpoch()).isNull();
    }

    @Test
    void shouldAcceptWhatCompactionTookOnEitherSideWhenPreserved() {
        // Given b gone on the source, d gone on the target
        List<LogItem> source = log(10, "a", "-", "c", "d", "e", "-", "-", "f");
        List<LogItem> target = log(10, "a", "b", "c", "-", "e", "-", "-");
        // When
        Found found = reconciler(source, target).preservedCompacted(new Stretch(10, 10, 17), OffsetMap.PRESERVED);
        // Then
        assertThat(found).isEqualTo(new Found(17, 15, List.of(), 3, null));
    }

    @Test
    void shouldPassTheHolesAtTheEndWhenCompactionLeftNoRecordBehindTheMark() {
        // Given
        List<LogItem> source = log(10, "-", "-", "-", "a");
        // When
        Found found =
                reconciler(source, log(10, "-", "-")).preservedCompacted(new Stretch(10, 10, 12), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(12);
        assertThat(found.shifts()).isEmpty();
    }

    @Test
    void shouldNotPassARecordWhenAMarkerTooManyIsTheLastThingInACompactedLog() {
        // Given
        List<LogItem> source = log(10, "a", "-", "b");
        // When
        Found found = reconciler(source, log(10, "a", "-", "-"))
                .preservedCompacted(new Stretch(10, 10, 13), OffsetMap.PRESERVED);
        // Then
        assertThat(found.nextSource()).isEqualTo(12);
    }

    @Test
    void shouldFindTheShiftOfAMarkerTooManyAmongWhatCompactionTook() {
        // Given b gone on the target, and a marker too many behind the one that follows c
        List<LogItem> source = log(10, "a", "b", "c", "-", "d", "e");
        List<LogItem> target = log(10, "a", "-", "c", "-", "-", "d");
        // When
        Found found = reconciler(source, target).preservedCompacted(new Stretch(10, 10, 16), OffsetMap.PRESERVED);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(14, 15));
        assertThat(found.nextSource()).isEqualTo(15);
    }

    @Test
    void shouldFindNoShiftInACompactedLogWhenALaterGapMadeUpForIt() {
        // Given a marker too many behind a, and one too few behind b
        List<LogItem> source = log(10, "a", "-", "b", "-", "c", "d");
        List<LogItem> target = log(10, "a", "-", "-", "b", "c", "d");
        // When
        Found found = reconciler(source, target).preservedCompacted(new Stretch(10, 10, 16), OffsetMap.PRESERVED);
        // Then
        assertThat(found.shifts()).containsExactly(new Run(12, 13), new Run(14, 14));
        assertThat(found.nextSource()).isEqualTo(16);
    }

    @Test
    void shouldLookRecordsUpThroughTheRunsOfAPreservedCompactedPartition() {
        // Given what was found out before: a marker too many behind a, made up for behind b
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 0), new Run(12, 13), new Run(14, 14)));
        List<LogItem> source = log(10, "a", "-", "b", "-", "-", "d");
        List<LogItem> target = log(10, "a", "-", "-", "b", "c", "d");
        // When
        Found found = reconciler(source, target).preservedCompacted(new Stretch(10, 10, 16), map);
        // Then
        assertThat(found.shifts()).isEmpty();
        assertThat(found.nextSource()).isEqualTo(16);
    }

    @Test
    void shouldStopWhenAForeignRecordLiesInAPreservedCompactedPartition() {
        // Given
        Reconciler reconciler = reconciler(log(10, "a", "-", "b", "c"), log(10, "a", "-", "x", "c"));
        // Then
        assertThatThrownBy(() -> reconciler.preservedCompacted(new Stretch(10, 10, 14), OffsetMap.PRESERVED))
                .isInstanceOf(BatonException.class)
                .hasMessage("offset 12, source 12");
    }

    private static Reconciler reconciler(List<LogItem> source, List<LogItem> target) {
        return new Reconciler(
                (sourceOffset, targetOffset) ->
                        BatonException.refused("offset " + targetOffset + ", source " + sourceOffset, ""),
                source.iterator(),
                target.iterator());
    }

    /** Records by their values; {@code -} is an offset without one. */
    private static List<LogItem> log(long from, String... values) {
        List<LogItem> items = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            items.add(values[i].equals("-") ? new LogItem.Hole(from + i, 1) : entry(from + i, values[i]));
        }
        return items;
    }

    private static LogItem entry(long offset, String value) {
        return entry(offset, Piece.NO_EPOCH, value);
    }

    private static LogItem entry(long offset, int leaderEpoch, String value) {
        return new LogItem.Entry(offset, leaderEpoch, 0, false, null, value(value), List.of());
    }

    private static ByteBuffer value(String value) {
        return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    }
}
