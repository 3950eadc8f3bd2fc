package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Fetched;
import dev.baton.wire.LogState;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.Piece;
import dev.baton.wire.ProducerIdentity;
import dev.baton.wire.RecordBatches;
import dev.baton.wire.TargetLog;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final long NOW = 1_000_000;
    private static final long OLD = 500_000;

    private long clock;

    @Test
    void shouldSendNothingBeforeTheLogWasReadBack() {
        // Given
        Lane lane = preserved(0, 0);
        lane.startFetch(1_000);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        // Then
        assertThat(lane.takeBatch()).isEmpty();
        assertThat(lane.takeReadBack()).isTrue();
    }

    @Test
    void shouldContinueTheSequenceThatTheLogKnows() {
        // Given
        Lane lane = streaming(preserved(100, 100), 41);
        // When
        lane.fetched(chunk(data(100, 10), data(110, 5)), Instant.EPOCH);
        // Then
        assertThat(sequences(lane)).containsExactly(42, 52);
    }

    @Test
    void shouldSendOneBatchAtATimeWhenTheLogDoesNotKnowTheProducer() {
        // Given
        Lane lane = preserved(100, 100);
        lane.takeReadBack();
        lane.readBack(new LogState(null, 100, 100L, -1));
        lane.fetched(chunk(data(100, 10), data(110, 5)), Instant.EPOCH);
        // When
        List<Integer> first = sequences(lane);
        lane.appended(new Appended.Accepted(100, false));
        // Then
        assertThat(first).containsExactly(100);
        assertThat(sequences(lane)).containsExactly(110);
    }

    @Test
    void shouldBeginTheSequenceOfAnEpochAtZeroWhenMapped() {
        // Given
        Lane lane = mapped(100, 7);
        lane.takeReadBack();
        lane.readBack(new LogState(null, 7, 7L, -1));
        lane.fetched(chunk(data(100, 10)), Instant.EPOCH);
        // When
        var runs = lane.takeRuns();
        lane.runsRecorded();
        // Then
        assertThat(runs).isPresent();
        assertThat(sequences(lane)).containsExactly(0);
    }

    @Test
    void shouldSendOneBatchAtATimeWhenRecordsAreOlderThanTheBrokersMemory() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        // When
        lane.fetched(chunk(old(0, 10), old(10, 10)), Instant.EPOCH);
        // Then
        assertThat(sequences(lane)).hasSize(1);
    }

    @Test
    void shouldSendOneBatchAtATimeUntilTheBrokerRemembersAgainWhenTheLastRecordsWereOld() {
        // Given old records that are acknowledged, and forgotten by the broker at once
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(old(0, 10), data(10, 10), data(20, 10), data(30, 10)), Instant.EPOCH);
        sequences(lane);
        lane.appended(new Appended.Accepted(0, false));
        // When
        List<Integer> first = sequences(lane);
        lane.appended(new Appended.Accepted(10, false));
        // Then
        assertThat(first).containsExactly(10);
        assertThat(sequences(lane)).containsExactly(20, 30);
    }

    @Test
    void shouldReadBothLogsAnewWhenTheRecordsCameToLieElsewhere() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(1, false));
        // Then
        assertThat(lane.end())
                .get()
                .isInstanceOf(LaneEnd.Resync.class)
                .asString()
                .contains("came to lie at 1");
        assertThat(lane.progress().source()).isZero();
    }

    @Test
    void shouldReadBothLogsAnewWhenAnOutcomeIsNotKnown() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(data(0, 10), data(10, 10)), Instant.EPOCH);
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(0, false));
        lane.appended(new Appended.Unknown("lost"));
        // Then
        assertThat(lane.end()).get().isInstanceOf(LaneEnd.Resync.class);
        assertThat(lane.progress().target()).isEqualTo(10);
    }

    @Test
    void shouldFillAGapOnlyWhenAllBeforeItIsAcknowledgedAndLetDataFollowOnlyThen() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(data(0, 10), new Piece.Gap(10, 2, 0), data(12, 3)), Instant.EPOCH);
        sequences(lane);
        long early = lane.takeFill(10_000);
        // When
        lane.appended(new Appended.Accepted(0, false));
        List<Integer> behindTheGap = sequences(lane);
        fill(lane, 12);
        // Then
        assertThat(early).isZero();
        assertThat(behindTheGap).isEmpty();
        assertThat(lane.progress().coveredTo()).isEqualTo(12);
        assertThat(lane.progress().filled()).isEqualTo(2);
        assertThat(sequences(lane)).containsExactly(10);
    }

    @Test
    void shouldWriteOneMarkerAloneBeforeOthersFollowWheneverTheLogWasReadBack() {
        // Given
        Lane lane = over(preserved(0, 0), 1);
        lane.fetched(chunk(new Piece.Gap(0, 10, 0)), Instant.EPOCH);
        lane.hasBatch();
        // When
        long first = lane.takeFill(4);
        lane.filled(TargetLog.Marked.ANSWERED, new TargetLog.Ends(1, 1L));
        long second = lane.takeFill(4);
        lane.filled(TargetLog.Marked.ANSWERED, new TargetLog.Ends(5, 5L));
        lane.over(2);
        lane.takeReadBack();
        lane.readBack(state(5));
        lane.hasBatch();
        // Then
        assertThat(List.of(first, second)).containsExactly(1L, 4L);
        assertThat(lane.takeFill(4)).isEqualTo(1);
    }

    @Test
    void shouldWriteMarkersOfAHigherEpochThanThoseThatMayComeYet() {
        // Given a lane whose marker is lost, so that the log does not show its epoch
        Markers.Direct markers = new Markers.Direct(8);
        Lane lost = lane(Mark.Mode.PRESERVED, 0, 0, markers);
        Lane next = lane(Mark.Mode.PRESERVED, 0, 0, markers);
        // When
        List.of(lost, next).forEach(lane -> {
            lane.takeReadBack();
            lane.readBack(new LogState(new LogState.Producer(0, -1, NOW), 0, 0L, 41));
        });
        // Then
        assertThat(lost.markerEpoch()).isGreaterThan(41);
        assertThat(next.markerEpoch()).isGreaterThan(lost.markerEpoch());
    }

    @Test
    void shouldReadBothLogsAnewWhenAGapTookMoreThanItWasGiven() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(new Piece.Gap(0, 1, 0), data(1, 3)), Instant.EPOCH);
        sequences(lane);
        lane.takeFill(10_000);
        // When
        lane.filled(TargetLog.Marked.ANSWERED, new TargetLog.Ends(2, 2L));
        // Then
        assertThat(lane.end()).get().isInstanceOf(LaneEnd.Resync.class);
    }

    @Test
    void shouldSendNothingToANewLeaderWhenBatchesAreUnderWayToTheOldOne() {
        // Given
        Lane lane = over(preserved(0, 0), 1);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        sequences(lane);
        lane.fetched(chunk(data(10, 10)), Instant.EPOCH);
        // When
        lane.over(2);
        // Then
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.end())
                .get()
                .isInstanceOf(LaneEnd.Resync.class)
                .asString()
                .contains("is another one, while batches are under way");
    }

    @Test
    void shouldBeStuckWhenItHoldsWhatItCannotWriteForLongerThanAMoment() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        // When
        lane.cutOff("its leader cannot be connected to");
        boolean atOnce = lane.isStuck();
        clock += Failing.LASTING.toNanos() + 1;
        boolean later = lane.isStuck();
        lane.over(-1);
        // Then
        assertThat(atOnce).isFalse();
        assertThat(later).isTrue();
        assertThat(lane.isStuck()).isFalse();
    }

    @Test
    void shouldSayThatTheOffsetMapCannotBeWrittenWhileItWaitsForThatAlone() {
        // Given
        Lane lane = streaming(mapped(100, 7), -1);
        lane.fetched(chunk(data(100, 10)), Instant.EPOCH);
        MapLane map = new MapLane(
                new PartitionRef("map", new Uuid(3, 3), 5), new ProducerIdentity(7, (short) 0), () -> clock);
        map.write(List.of(new RecordBatches.Keyed(ByteBuffer.allocate(1), null)), written -> {});
        map.cutOff("it has no leader");
        clock += Failing.LASTING.plusSeconds(1).toNanos();
        String before = lane.stalled();
        // When
        lane.takeRuns();
        lane.runsHandedTo(map);
        // Then
        assertThat(before).isNull();
        assertThat(lane.stalled()).isEqualTo("the offset map of shard 5 cannot be written: it has no leader");
        assertThat(lane.isStuck()).isTrue();
        assertThat(lane.isAboutToHaveRoom(1)).isFalse();
        lane.runsRecorded();
        assertThat(lane.stalled()).isNull();
        assertThat(lane.isAboutToHaveRoom(1)).isTrue();
    }

    @Test
    void shouldFetchAgainAtOnceAndSayNothingOfItWhenTheSourceAsksForAPause() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        // When
        lane.fetched(new Fetched.Throttled(), Instant.EPOCH);
        clock += 2 * Failing.LASTING.toNanos();
        // Then
        assertThat(lane.wantsFetch(1)).isTrue();
        assertThat(lane.stalled()).isNull();
    }

    @Test
    void shouldAskAgainWhenTheAnswerCameFromAnotherLeader() {
        // Given
        Lane lane = preserved(0, 0);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        lane.over(1);
        lane.takeReadBack();
        // When
        lane.over(2);
        lane.readBack(state(0));
        // Then
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.takeReadBack()).isTrue();
        lane.readBack(state(0));
        assertThat(sequences(lane)).containsExactly(0);
    }

    @Test
    void shouldReadTheLogBackBeforeMarkersAndDataWhenTheLeaderMovesAtAGap() {
        // Given
        Lane lane = over(preserved(0, 0), 1);
        lane.fetched(chunk(new Piece.Gap(0, 3, 0), data(3, 10)), Instant.EPOCH);
        lane.hasBatch();
        // When the leader moves before the markers are sent, and once more while they are under way
        lane.over(2);
        long tooEarly = lane.takeFill(10_000);
        boolean asked = lane.takeReadBack();
        lane.readBack(state(0));
        lane.hasBatch();
        fill(lane, 1);
        long missing = lane.takeFill(10_000);
        lane.over(3);
        lane.filled(TargetLog.Marked.ANSWERED, new TargetLog.Ends(3, 3L));
        lane.over(3);
        // Then
        assertThat(tooEarly).isZero();
        assertThat(asked).isTrue();
        assertThat(missing).isEqualTo(2);
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.takeReadBack()).isTrue();
        lane.readBack(state(3));
        assertThat(sequences(lane)).containsExactly(0);
        assertThat(lane.progress().filled()).isEqualTo(3);
    }

    @Test
    void shouldRecordTheShiftBeforeAnyDataWhenTheTargetIsAhead() {
        // Given a marker too many: source 10 goes to target 11
        Lane lane = streaming(preserved(10, 11), 9);
        lane.fetched(chunk(data(10, 5), new Piece.Gap(15, 1, 0), data(16, 5)), Instant.EPOCH);
        // When
        List<Integer> before = sequences(lane);
        List<Run> runs = lane.takeRuns().orElseThrow().runs();
        List<Integer> whileWriting = sequences(lane);
        lane.runsRecorded();
        List<Integer> after = sequences(lane);
        lane.appended(new Appended.Accepted(11, false));
        // Then the gap makes up for it, and a run says so
        assertThat(before).isEmpty();
        assertThat(whileWriting).isEmpty();
        assertThat(runs).containsExactly(new Run(0, 0), new Run(10, 11));
        assertThat(after).containsExactly(10);
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.takeFill(10_000)).isZero();
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.takeRuns().orElseThrow().runs()).containsExactly(new Run(16, 16));
    }

    @Test
    void shouldRecordRunsAheadOfTheirRecordsWhenMapped() {
        // Given
        Lane lane = streaming(mapped(100, 7), -1);
        lane.fetched(chunk(data(100, 10), new Piece.Gap(110, 5, 0), data(115, 3)), Instant.EPOCH);
        // When
        List<Integer> before = sequences(lane);
        List<Run> runs = lane.takeRuns().orElseThrow().runs();
        lane.runsRecorded();
        // Then
        assertThat(before).isEmpty();
        assertThat(runs).containsExactly(new Run(100, 7), new Run(115, 17));
        assertThat(sequences(lane)).containsExactly(0, 10);
    }

    @Test
    void shouldRecordNothingMoreWhenItIsToStop() {
        // Given a run whose records will not be sent any more
        Lane lane = streaming(mapped(100, 7), -1);
        lane.fetched(chunk(data(100, 10)), Instant.EPOCH);
        // When
        lane.stopReading();
        // Then
        assertThat(lane.takeRuns()).isEmpty();
        assertThat(sequences(lane)).isEmpty();
        assertThat(lane.isDrained()).isTrue();
    }

    @Test
    void shouldCoverATrailingGapWhenMapped() {
        // Given
        Lane lane = streaming(mapped(100, 7), -1);
        lane.fetched(chunk(data(100, 10), new Piece.Gap(110, 5, 0)), Instant.EPOCH);
        lane.takeRuns();
        lane.runsRecorded();
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(7, false));
        // Then
        assertThat(lane.progress().coveredTo()).isEqualTo(115);
        assertThat(lane.progress().target()).isEqualTo(17);
    }

    @Test
    void shouldHaveTheLogsReadAnewWhenItsPositionIsNotInTheSource() {
        // Given
        Lane lane = preserved(0, 0);
        lane.startFetch(1_000);
        // When
        lane.fetched(new Fetched.OutOfRange(50), Instant.EPOCH);
        // Then
        assertThat(lane.end()).get().isInstanceOf(LaneEnd.Resync.class);
    }

    @Test
    void shouldStopLoudlyWhenTheSourceLogWasCutAndWrittenAnew() {
        // Given
        Lane lane = preserved(100, 100);
        lane.startFetch(1_000);
        // When
        lane.fetched(new Fetched.Diverged(40), Instant.EPOCH);
        // Then
        assertThat(lane.end())
                .get()
                .isInstanceOfSatisfying(
                        LaneEnd.Fault.class,
                        fault -> assertThat(fault.reason()).contains("below offset 40", "up to 100"));
    }

    @Test
    void shouldFetchWithTheEpochOfTheLastBatchWhenItWasAGap() {
        // Given
        Lane lane = preserved(0, 0);
        lane.startFetch(1_000);
        // When
        lane.fetched(chunk(data(0, 10), new Piece.Gap(10, 2, 7)), Instant.EPOCH);
        // Then
        assertThat(lane.startFetch(1_000).lastEpoch()).isEqualTo(7);
        assertThat(lane.startFetch(1_000).offset()).isEqualTo(12);
    }

    @Test
    void shouldReadBothLogsAnewWhenTheTargetHadABatchOfTheseSequencesAlready() {
        // Given: the broker compares sequence numbers alone, so that it may have other bytes
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(0, true));
        // Then
        assertThat(lane.end())
                .get()
                .isInstanceOf(LaneEnd.Resync.class)
                .asString()
                .contains("source offset 0 of t-0", "appended before");
        assertThat(lane.progress().source()).isZero();
    }

    @Test
    void shouldGoOnWhenTheTargetStampsWhatIsAppended() {
        // Given: every answer has a time then
        TargetConfigs stamping = new TargetConfigs(1_000_000, false, true, false);
        Lane lane = streaming(lane(Mark.Mode.PRESERVED, 0, 0, new Markers.Direct(8), stamping), -1);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(0, true));
        // Then
        assertThat(lane.end()).isEmpty();
        assertThat(lane.progress().source()).isEqualTo(10);
    }

    @Test
    void shouldStopAtWhatIsDamagedOnlyWhenAllBeforeItIsOnTheTarget() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.startFetch(1_000);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        Fetched damaged = new Fetched.Damaged(10, "its checksum is not that of its bytes");
        // When
        lane.fetched(damaged, Instant.EPOCH);
        List<Integer> sent = sequences(lane);
        lane.fetched(damaged, Instant.EPOCH);
        Optional<LaneEnd> early = lane.end();
        lane.appended(new Appended.Accepted(0, false));
        lane.fetched(damaged, Instant.EPOCH);
        // Then
        assertThat(sent).containsExactly(0);
        assertThat(early).isEmpty();
        assertThat(lane.progress().coveredTo()).isEqualTo(10);
        assertThat(lane.end()).get().isInstanceOfSatisfying(LaneEnd.Fault.class, fault -> {
            assertThat(fault.cause()).isEqualTo(StopCause.DAMAGED);
            assertThat(fault.reason()).contains("source offset 10 of t-0", "its checksum");
        });
    }

    @Test
    void shouldFetchAgainAfterAPauseAndSaySoWhenTheSourceCannotBeReadForLong() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        int fetches = 0;
        // When: for twice as long as passes unsaid, every millisecond
        for (long ms = 0; ms < 2 * Failing.LASTING.toMillis(); ms++) {
            clock = ms * 1_000_000;
            if (lane.wantsFetch(1_000)) {
                lane.startFetch(1_000);
                lane.fetched(new Fetched.NotNow("its leader answers CORRUPT_MESSAGE"), Instant.EPOCH);
                fetches++;
            }
        }
        String stalled = lane.stalled();
        clock += 10_000_000_000L;
        lane.startFetch(1_000);
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        // Then
        assertThat(fetches).isBetween(10, 40);
        assertThat(stalled).contains("the source cannot be read", "CORRUPT_MESSAGE");
        assertThat(lane.stalled()).isNull();
        assertThat(lane.end()).isEmpty();
    }

    @Test
    void shouldSaySoWhenThereIsNoWayToTheTargetsLeaderForLong() {
        // Given
        Lane lane = over(preserved(0, 0), 1);
        // When
        lane.cutOff("it has no leader");
        clock = Failing.LASTING.toNanos();
        String early = lane.stalled();
        clock++;
        lane.cutOff("it has no leader");
        String late = lane.stalled();
        lane.over(1);
        // Then
        assertThat(early).isNull();
        assertThat(late).isEqualTo("the target cannot be written to: it has no leader");
        assertThat(lane.stalled()).isNull();
    }

    @Test
    void shouldStopAloneWhenItsMapContradictsWhatComes() {
        // Given a map that is ahead of the position: a state that should never be
        PartitionStart start = mapped(100, 7).start();
        PartitionStart ahead = new PartitionStart(
                start.source(),
                start.target(),
                start.mode(),
                OffsetMap.of(List.of(new Run(500, 400))),
                7,
                (short) 0,
                start.markers(),
                100,
                7,
                0,
                Starts.CONFIGS,
                null,
                null,
                null,
                null,
                0L);
        Lane lane = new Lane(ahead, () -> OLD, () -> clock, new Held(1_000_000));
        lane.fetched(chunk(data(100, 10)), Instant.EPOCH);
        // When
        LaneStep.alone(lane, () -> assertThat(lane.takeRuns()).isEmpty());
        // Then
        assertThat(lane.end())
                .get()
                .isInstanceOfSatisfying(
                        LaneEnd.Fault.class, fault -> assertThat(fault.cause()).isEqualTo(StopCause.UNEXPECTED));
    }

    @Test
    void shouldBeDrainedOnlyWhenAllIsAnsweredThoughItHasEnded() {
        // Given five batches under way
        Held held = new Held(1_000);
        Lane lane = streaming(new Lane(preserved(0, 0).start(), () -> OLD, () -> clock, held), -1);
        lane.fetched(chunk(data(0, 1), data(1, 1), data(2, 1), data(3, 1), data(4, 1)), Instant.EPOCH);
        sequences(lane);
        List<Boolean> drained = new ArrayList<>();
        // When
        for (int answers = 0; answers < 5; answers++) {
            lane.appended(new Appended.Unknown("lost"));
            drained.add(lane.isDrained());
        }
        // Then
        assertThat(lane.phase()).isEqualTo(Lane.Phase.ENDED);
        assertThat(drained).containsExactly(false, false, false, false, true);
        assertThat(held.free()).isEqualTo(1_000);
    }

    @Test
    void shouldBeDrainedOnlyWhenMarkersAreAnsweredThoughItHasEnded() {
        // Given
        Lane lane = streaming(preserved(0, 0), -1);
        lane.fetched(chunk(new Piece.Gap(0, 2, 0), data(2, 3)), Instant.EPOCH);
        lane.hasBatch();
        lane.takeFill(10_000);
        // When
        lane.abandon(new LaneEnd.Overtaken("gaps come too fast"));
        boolean early = lane.isDrained();
        lane.filled(TargetLog.Marked.UNKNOWN, null);
        // Then
        assertThat(early).isFalse();
        assertThat(lane.isDrained()).isTrue();
    }

    @Test
    void shouldGiveMemoryBackWhateverBecomesOfTheRecords() {
        // Given one that is acknowledged, one under way and one that waits, when the lane ends
        Held held = new Held(1_000);
        Lane lane = streaming(new Lane(preserved(0, 0).start(), () -> OLD, () -> clock, held), -1);
        lane.fetched(chunk(data(0, 10), data(10, 10)), Instant.EPOCH);
        sequences(lane);
        lane.fetched(chunk(data(20, 10)), Instant.EPOCH);
        long whileHeld = held.free();
        // When
        lane.appended(new Appended.Accepted(0, false));
        lane.appended(new Appended.Unknown("lost"));
        lane.appended(new Appended.Unknown("lost"));
        // Then
        assertThat(whileHeld).isEqualTo(700);
        assertThat(held.free()).isEqualTo(1_000);
    }

    @Test
    void shouldKnowWhenItLastLearnedThatTheLogIsReplicated() {
        // Given
        clock = 5;
        Lane lane = streaming(preserved(0, 0), -1);
        Long whenRead = lane.settledAt();
        clock = 6;
        lane.fetched(chunk(data(0, 10)), Instant.EPOCH);
        sequences(lane);
        // When
        lane.appended(new Appended.Accepted(0, false));
        // Then
        assertThat(whenRead).isEqualTo(5);
        assertThat(lane.settledAt()).isEqualTo(6);
    }

    @Test
    void shouldNotTakeTheLogForReplicatedWhenItWasReadBeforeItWas() {
        // Given
        Lane lane = preserved(10, 10);
        lane.takeReadBack();
        // When
        lane.readBack(new LogState(new LogState.Producer(0, 9, NOW), 10, 8L, -1));
        // Then
        assertThat(lane.end()).isEmpty();
        assertThat(lane.settledAt()).isNull();
    }

    // ----

    private Lane preserved(long source, long target) {
        return lane(Mark.Mode.PRESERVED, source, target);
    }

    private Lane mapped(long source, long target) {
        return lane(Mark.Mode.MAPPED, source, target);
    }

    private Lane lane(Mark.Mode mode, long source, long target) {
        return lane(mode, source, target, new Markers.Direct(8));
    }

    private Lane lane(Mark.Mode mode, long source, long target, Markers markers) {
        return lane(mode, source, target, markers, Starts.CONFIGS);
    }

    private Lane lane(Mark.Mode mode, long source, long target, Markers markers, TargetConfigs configs) {
        PartitionRef from = new PartitionRef("t", new Uuid(1, 1), 0);
        PartitionRef to = new PartitionRef("t", new Uuid(2, 2), 0);
        return new Lane(
                Starts.of(from, to, mode, markers, source, target, configs),
                () -> OLD,
                () -> clock,
                new Held(100_000_000));
    }

    private static Lane over(Lane lane, long connection) {
        lane.over(connection);
        return streaming(lane, -1);
    }

    /** Markers that land as they are sent, until the log ends there. */
    private static void fill(Lane lane, long end) {
        while (lane.logEnd() < end) {
            long to = lane.logEnd() + lane.takeFill(end - lane.logEnd());
            lane.filled(TargetLog.Marked.ANSWERED, new TargetLog.Ends(to, to));
        }
    }

    private static LogState state(long end) {
        return new LogState(new LogState.Producer(0, -1, NOW), end, end, -1);
    }

    private static Lane streaming(Lane lane, int lastSequence) {
        lane.takeReadBack();
        long end = lane.start().nextTarget();
        lane.readBack(new LogState(new LogState.Producer(0, lastSequence, NOW), end, end, -1));
        return lane;
    }

    private static Fetched chunk(Piece... pieces) {
        return new Fetched.Chunk(List.of(pieces), 1_000, 1_000, 0);
    }

    private static Piece data(long source, int count) {
        return new Piece.Data(source, count, ByteBuffer.allocate(100), NOW, 0, false);
    }

    private static Piece old(long source, int count) {
        return new Piece.Data(source, count, ByteBuffer.allocate(100), OLD - 1, 0, false);
    }

    private static List<Integer> sequences(Lane lane) {
        List<Integer> sequences = new ArrayList<>();
        for (Optional<Batch> next = lane.takeBatch(); next.isPresent(); next = lane.takeBatch()) {
            sequences.add(next.get().sequence());
        }
        return sequences;
    }
}
