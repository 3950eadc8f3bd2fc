package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.wire.Appended;
import dev.baton.wire.LogState;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.ProducerIdentity;
import dev.baton.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class MapLaneTest {
    private static final short EPOCH = 4;
    private static final long SECOND = 1_000_000_000;

    private final List<Boolean> done = new ArrayList<>();
    private long clock;
    private final MapLane lane =
            new MapLane(new PartitionRef("map", new Uuid(1, 1), 3), new ProducerIdentity(7, EPOCH), () -> clock);

    @Test
    void shouldContinueTheSequenceThatTheLogKnowsWhenItIsOwned() {
        // Given
        write();
        // When
        readBackOver(1, known(EPOCH, 41));
        // Then
        assertThat(lane.takeBatch().orElseThrow().sequence()).isEqualTo(42);
        lane.appended(new Appended.Accepted(0, false));
        assertThat(done).containsExactly(true);
    }

    @Test
    void shouldTellThatItIsSettledOnlyOnceAllThatWaitedIsWritten() {
        // Given
        List<Boolean> settled = new ArrayList<>();
        lane.write(List.of(), settled::add);
        assertThat(settled).as("nothing waits").containsExactly(true);
        write();
        readBackOver(1, known(EPOCH, -1));
        assertThat(lane.takeBatch()).isPresent();
        // When
        lane.write(List.of(), settled::add);
        // Then
        assertThat(settled).hasSize(1);
        lane.appended(new Appended.Unknown("cut"));
        assertThat(settled).as("it may be there or not").hasSize(1);
        clock += SECOND;
        readBackOver(2, known(EPOCH, -1));
        assertThat(lane.takeBatch()).isPresent();
        lane.appended(new Appended.Accepted(0, false));
        assertThat(lane.takeBatch()).isEmpty();
        assertThat(settled).containsExactly(true, true);
    }

    @Test
    void shouldGiveItselfUpWhenTheLogHasForgottenItsOwner() {
        // Given
        write();
        // When
        readBackOver(1, new LogState(null, 10, 10L, -1));
        // Then
        assertThat(lane.isFenced()).as("the shard has to be owned anew").isTrue();
        assertThat(done).containsExactly(false);
    }

    @Test
    void shouldGiveItselfUpWhenTheLogKnowsANewerOwner() {
        // Given
        write();
        // When
        readBackOver(1, known((short) (EPOCH + 1), -1));
        // Then
        assertThat(lane.isFenced()).isTrue();
    }

    @Test
    void shouldAskAgainBeforeItWritesWhenTheLeaderMovedWhileABatchWasUnderWay() {
        // Given
        write();
        readBackOver(1, known(EPOCH, -1));
        lane.takeBatch();
        write();
        // When
        lane.over(2);
        lane.appended(new Appended.Accepted(0, false));
        lane.over(2);
        // Then
        assertThat(lane.takeBatch()).isEmpty();
        assertThat(lane.takeReadBack()).isTrue();
        lane.readBack(known(EPOCH, 0));
        assertThat(lane.takeBatch().orElseThrow().sequence()).isEqualTo(1);
    }

    @Test
    void shouldAskAgainWhenTheAnswerCameFromAnotherLeader() {
        // Given
        write();
        lane.over(1);
        lane.takeReadBack();
        // When
        lane.over(2);
        lane.readBack(known(EPOCH, -1));
        // Then
        assertThat(lane.takeBatch()).isEmpty();
        assertThat(lane.takeReadBack()).isTrue();
    }

    @Test
    void shouldSayWhatItWaitsForOnlyWhileSomethingWaits() {
        // Given
        lane.cutOff("it has no leader");
        clock += 11 * SECOND;
        String idle = lane.stalled();
        write();
        lane.cutOff("it has no leader");
        String early = lane.stalled();
        // When
        clock += 11 * SECOND;
        String late = lane.stalled();
        // Then
        assertThat(idle).isNull();
        assertThat(early).isNull();
        assertThat(late).isEqualTo("the offset map of shard 3 cannot be written: it has no leader");
        readBackOver(1, known(EPOCH, -1));
        lane.takeBatch();
        lane.appended(new Appended.Accepted(0, false));
        assertThat(lane.stalled()).isNull();
    }

    @Test
    void shouldTryAgainAfterPausesThatGrowAndSayWhyWhenItsBatchesAreNotConfirmed() {
        // Given
        write();
        readBackOver(1, known(EPOCH, -1));
        // When
        int tries = 0;
        for (long end = clock + 11 * SECOND; clock <= end; clock += SECOND / 1_000) {
            lane.takeBatch().ifPresent(batch -> lane.appended(new Appended.Unknown("NOT_ENOUGH_REPLICAS")));
            if (lane.takeReadBack()) {
                lane.readBack(known(EPOCH, -1));
                tries++;
            }
        }
        // Then
        assertThat(tries).isBetween(10, 20);
        assertThat(lane.stalled()).endsWith("NOT_ENOUGH_REPLICAS");
        assertThat(done).isEmpty();
    }

    @Test
    void shouldAskAgainAfterAPauseAndSayWhyWhenItsLeaderDoesNotAnswer() {
        // Given
        write();
        lane.over(1);
        lane.takeReadBack();
        // When
        lane.readBackLost();
        // Then
        assertThat(lane.takeReadBack()).isFalse();
        clock += 11 * SECOND;
        assertThat(lane.takeReadBack()).isTrue();
        assertThat(lane.stalled()).endsWith("its leader does not say where its log ends");
    }

    @Test
    void shouldSayNothingAnyMoreWhenItIsGivenUp() {
        // Given
        write();
        lane.cutOff("it has no leader");
        clock += 11 * SECOND;
        // When
        lane.fence();
        // Then
        assertThat(lane.stalled()).isNull();
    }

    // ----

    private void readBackOver(long connection, LogState state) {
        lane.over(connection);
        assertThat(lane.takeReadBack()).isTrue();
        lane.readBack(state);
    }

    private void write() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1});
        lane.write(List.of(new RecordBatches.Keyed(bytes, bytes)), done::add);
    }

    private static LogState known(short epoch, int lastSequence) {
        return new LogState(new LogState.Producer(epoch, lastSequence, 0), 10, 10L, -1);
    }
}
