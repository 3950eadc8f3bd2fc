package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.wire.Fetched;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.Piece;
import dev.baton.wire.SourceLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class FetchPaceTest {
    private long now = 5;
    private final FetchPace pace = new FetchPace(() -> now);
    private final Lane lane = lane(0);

    @Test
    void shouldNotTakeWhatItKnowsNothingOfForQuiet() {
        assertThat(pace.isQuiet(lane)).isFalse();
        assertThat(pace.rest()).isZero();
    }

    @Test
    void shouldTakeOneWithoutNewsForQuietUntilItHasSome() {
        answered(chunk());
        assertThat(pace.isQuiet(lane)).isTrue();
        answered(chunk(data(100)));
        assertThat(pace.isQuiet(lane)).isFalse();
    }

    @Test
    void shouldTakeOneForBusyForAWhileAfterItHadNews() {
        // Given
        answered(chunk(data(100)));
        // When
        pass(FetchPace.BUSY);
        answered(chunk());
        // Then
        assertThat(pace.isQuiet(lane)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(pace.isQuiet(lane)).isTrue();
    }

    @Test
    void shouldLeaveOneAsItWasThatABrokerDidNotLookAt() {
        answered(chunk());
        answered(new Fetched.Throttled());
        assertThat(pace.isQuiet(lane)).isTrue();
    }

    @Test
    void shouldNotTakeOneForQuietThatCouldNotBeRead() {
        answered(chunk());
        answered(new Fetched.NotNow("its leader answers NOT_LEADER_OR_FOLLOWER"));
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

    @Test
    void shouldPutThoseFirstThatGotNothingOfWhatThereIs() {
        // Given three whose batches are larger than what is asked for: only the first one gets its own
        List<SourceSide.Wish> wishes = List.of(wish(lane(0)), wish(lane(1)), wish(lane(2)));
        Map<PartitionRef, Fetched> answer = Map.of(
                wishes.get(0).partition(), chunk(data(5_000)),
                wishes.get(1).partition(), withheld(),
                wishes.get(2).partition(), withheld());
        // When
        pace.answered(wishes, Map.of(), answer, 1_000_000);
        // Then
        assertThat(pace.inOrder(wishes)).containsExactly(wishes.get(1), wishes.get(2), wishes.get(0));
        pass(FetchPace.BUSY);
        assertThat(pace.isQuiet(wishes.get(1).lane())).isFalse();
    }

    @Test
    void shouldAskForMoreUntilItGetsSomethingWhenItsOwnLimitWasTheReason() {
        // Given
        SourceSide.Wish first = wish(lane(0));
        SourceSide.Wish wish = wish(lane(1));
        // When
        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SourceLog.Position asked = pace.position(wish);
            limits.add(asked.maxBytes());
            pace.answered(
                    List.of(first, wish),
                    Map.of(wish.partition(), asked),
                    Map.of(first.partition(), chunk(data(10)), wish.partition(), withheld()),
                    50_000);
        }
        pace.answered(
                List.of(first, wish),
                Map.of(),
                Map.of(first.partition(), chunk(data(10)), wish.partition(), chunk(data(10))),
                50_000);
        // Then
        assertThat(limits).containsExactly(1_000, 4_000, 16_000, 50_000);
        assertThat(pace.position(wish).maxBytes()).isEqualTo(1_000);
    }

    @Test
    void shouldAskForNoMoreWhenTheAnswerWasFullOfOthers() {
        // Given
        SourceSide.Wish first = wish(lane(0));
        SourceSide.Wish wish = wish(lane(1));
        // When
        pace.answered(
                List.of(first, wish),
                Map.of(),
                Map.of(first.partition(), chunk(data(49_500)), wish.partition(), withheld()),
                50_000);
        // Then
        assertThat(pace.position(wish).maxBytes()).isEqualTo(1_000);
        assertThat(pace.inOrder(List.of(first, wish))).containsExactly(wish, first);
    }

    @Test
    void shouldTakeOneForQuietThatGotNothingThoughItWasAskedForFirst() {
        // Given: whatever its last stable offset is, the log has no batch there any more
        answered(withheld());
        // Then
        assertThat(pace.isQuiet(lane)).isTrue();
    }

    private void answered(Fetched fetched) {
        SourceSide.Wish wish = wish(lane);
        pace.answered(List.of(wish), Map.of(), Map.of(wish.partition(), fetched), 1_000_000);
    }

    private static SourceSide.Wish wish(Lane lane) {
        return new SourceSide.Wish(lane, new SourceLog.Position(1_000, null, 1_000, 1_000_000), 0);
    }

    private static Piece data(int bytes) {
        return new Piece.Data(0, 1, ByteBuffer.allocate(bytes), 0, 0, false);
    }

    private static Fetched withheld() {
        return new Fetched.Chunk(List.of(), 2_000, 2_000, 0);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static Fetched chunk(Piece... pieces) {
        return new Fetched.Chunk(List.of(pieces), 1_000, 1_000, 0);
    }

    private static Lane lane(int partition) {
        PartitionStart start = Starts.preserved(
                new PartitionRef("t", new Uuid(1, 1), partition), new PartitionRef("t", new Uuid(2, 2), 0), 0);
        return new Lane(start, () -> 0L, System::nanoTime, new Held(1_000_000));
    }
}
