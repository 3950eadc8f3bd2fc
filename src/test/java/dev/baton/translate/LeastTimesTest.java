package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.Trap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LeastTimesTest {
    @Test
    @Trap("14")
    void shouldGiveEachCommitTheLeastTimeOfWhatIsLeftWhenTimesGoBack() {
        // Given
        KnownTimes log = new KnownTimes(10, 20, 30, 40, 15, 50, 60);
        // When
        Map<Long, Long> times = LeastTimes.of(log, 100, List.of(6L, 1L, 3L, 5L, 3L));
        // Then
        assertThat(times).isEqualTo(Map.of(1L, 10L, 3L, 15L, 5L, 15L, 6L, 50L));
        assertThat(log.read()).as("once from the lowest").isEqualTo(6);
    }

    @Test
    void shouldGoByTheLastRecordWhenNothingIsLeft() {
        assertThat(LeastTimes.of(new KnownTimes(10, 20, -1, -1), 100, List.of(2L, 4L)))
                .isEqualTo(Map.of(2L, 20L, 4L, 20L));
    }

    @Test
    void shouldLeaveOutACommitBeforeWhichThereIsNoRecord() {
        assertThat(LeastTimes.of(new KnownTimes(-1, -1, 20, 10), 100, List.of(0L, 2L, 3L)))
                .isEqualTo(Map.of(3L, 10L));
        assertThat(LeastTimes.of(new KnownTimes(), 100, List.of(0L, 7L))).isEmpty();
    }

    @Test
    void shouldPassOverWhatLiesFarBetweenTwoCommits() {
        // Given
        KnownTimes log = new KnownTimes(LongStream.range(0, 1_000).toArray());
        // When
        Map<Long, Long> times = LeastTimes.of(log, 10, List.of(100L, 105L, 900L));
        // Then
        assertThat(times).isEqualTo(Map.of(100L, 99L, 105L, 104L, 900L, 899L));
        assertThat(log.read()).isEqualTo(25);
    }

    @Test
    void shouldNeverGiveALaterTimeThanOneCommitAloneWouldGet() {
        Random random = new Random(0);
        for (int round = 0; round < 500; round++) {
            // Given
            long[] all = random.longs(60, -10, 100).toArray();
            List<Long> commits =
                    random.longs(1 + random.nextInt(6), 0, 62).boxed().toList();
            int through = 1 + random.nextInt(80);
            // When
            Map<Long, Long> times = LeastTimes.of(new KnownTimes(all), through, commits);
            // Then
            for (long commit : commits) {
                Long alone = alone(all, commit, through);
                Long whole = alone(all, commit, all.length);
                assertThat(times.containsKey(commit)).isEqualTo(alone != null);
                if (alone != null && whole != null) {
                    assertThat(times.get(commit)).isBetween(whole, alone);
                }
            }
        }
    }

    /** Null where no record lies before. */
    private static Long alone(long[] all, long commit, int through) {
        Long least = new KnownTimes(all).lastBefore(commit);
        for (int i = (int) commit, left = through; least != null && i < all.length && left > 0; i++) {
            if (all[i] >= 0) {
                least = Math.min(least, all[i]);
                left--;
            }
        }
        return least;
    }
}
