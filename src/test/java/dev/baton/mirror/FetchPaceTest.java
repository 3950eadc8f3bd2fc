package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.state.Mark;
import dev.baton.wire.Fetched;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.Piece;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class FetchPaceTest {
    private long now = 5;
    private final FetchPace pace = new FetchPace(() -> now);
    private final Lane lane = lane();

    @Test
    void shouldNotTakeWhatItKnowsNothingOfForQuiet() {
        assertThat(pace.isQuiet(lane)).isFalse();
        assertThat(pace.rest()).isZero();
    }

    @Test
    void shouldTakeOneWithoutNewsForQuietUntilItHasSome() {
        pace.answered(lane, chunk());
        assertThat(pace.isQuiet(lane)).isTrue();
        pace.answered(lane, chunk(new Piece.Data(0, 1, ByteBuffer.allocate(100), 0, 0, false)));
        assertThat(pace.isQuiet(lane)).isFalse();
    }

    @Test
    void shouldTakeOneForBusyForAWhileAfterItHadNews() {
        // Given
        pace.answered(lane, chunk(new Piece.Data(0, 1, ByteBuffer.allocate(100), 0, 0, false)));
        // When
        pass(FetchPace.BUSY);
        pace.answered(lane, chunk());
        // Then
        assertThat(pace.isQuiet(lane)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(pace.isQuiet(lane)).isTrue();
    }

    @Test
    void shouldNotTakeOneForQuietThatCouldNotBeRead() {
        pace.answered(lane, chunk());
        pace.answered(lane, new Fetched.Moved("NOT_LEADER_OR_FOLLOWER"));
        assertThat(pace.isQuiet(lane)).isFalse();
    }

    @Test
    void shouldLetThemRestLongerTheMoreTheyAre() {
        pace.asked(20);
        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(2));
        pace.asked(2_000);
        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(200));
        pass(Duration.ofMillis(150));
        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(50));
        pass(Duration.ofMillis(60));
        assertThat(pace.rest()).isZero();
        pace.asked(2_000_000);
        assertThat(pace.rest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldLetBrokersWaitUntilThoseThatRestAreDue() {
        pace.asked(2_000);
        assertThat(pace.patience(true)).isEqualTo(Duration.ofMillis(200));
        assertThat(pace.patience(false)).isEqualTo(Duration.ofMillis(500));
        pace.asked(9_000);
        assertThat(pace.patience(true)).isEqualTo(Duration.ofMillis(500));
        assertThat(pace.patience(false)).isEqualTo(Duration.ofMillis(900));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static Fetched chunk(Piece... pieces) {
        return new Fetched.Chunk(List.of(pieces), 1_000, 1_000, 0);
    }

    private static Lane lane() {
        PartitionStart start = new PartitionStart(
                new PartitionRef("t", new Uuid(1, 1), 0),
                new PartitionRef("t", new Uuid(2, 2), 0),
                Mark.Mode.PRESERVED,
                OffsetMap.PRESERVED,
                7,
                (short) 0,
                new Markers.Direct(8),
                0,
                0,
                0,
                1_000_000,
                null,
                null,
                null,
                0L);
        return new Lane(start, () -> 0L, System::nanoTime);
    }
}
