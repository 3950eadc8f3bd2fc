package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long RATE = 1_000_000;

    private final Map<String, Long> sent = new HashMap<>();
    private final Set<String> idle = new HashSet<>();
    private long nanos;
    private final RateLimit<String> limit = new RateLimit<>(RATE, () -> nanos, one -> !idle.contains(one));

    @Test
    void shouldKeepToTheRateWhenAllHaveMuchToSend() {
        // When
        run(Map.of("a", 1_000_000, "b", 50_000, "c", 700), 60_000, 7);
        // Then
        assertThat(total() / 60.0).isCloseTo(RATE, within(RATE * 0.05));
    }

    @Test
    void shouldGiveAllTheSameWhenTheirBatchesDiffer() {
        // When
        run(Map.of("large", 1_000_000, "middle", 60_000, "small", 500), 120_000, 3);
        // Then
        assertThat(sent.values()).allSatisfy(bytes -> assertThat(bytes).isCloseTo(40_000_000L, within(1_500_000L)));
    }

    @Test
    void shouldGiveToOthersWhatOneDoesNotNeed() {
        // Given
        idle.add("b");
        // When
        run(Map.of("a", 10_000, "b", 10_000), 10_000, 5);
        // Then
        assertThat(sent.get("a")).isCloseTo(10 * RATE, within(RATE / 2));
        assertThat(sent).doesNotContainKey("b");
    }

    @Test
    void shouldNotLetSomebodyCatchUpWhenItHadNothingToSend() {
        // Given
        idle.add("late");
        run(Map.of("early", 10_000, "late", 10_000), 30_000, 5);
        idle.clear();
        sent.clear();
        // When
        run(Map.of("early", 10_000, "late", 10_000), 10_000, 5);
        // Then
        assertThat(sent.get("early")).isCloseTo(5 * RATE, within(RATE / 2));
        assertThat(sent.get("late")).isCloseTo(5 * RATE, within(RATE / 2));
    }

    @Test
    void shouldNotHoldUpOthersWhenTheWayOfOneIsBlocked() {
        // When
        for (int millis = 0; millis < 10_000; millis += 5) {
            turn(List.of("free"), Map.of("free", 10_000, "blocked", 10_000));
            nanos += TimeUnit.MILLISECONDS.toNanos(5);
        }
        // Then
        assertThat(sent.get("free")).isCloseTo(10 * RATE, within(RATE / 2));
    }

    @Test
    void shouldNotSaveUpWhenNothingWasSentForLong() {
        // Given
        nanos += TimeUnit.HOURS.toNanos(1);
        // When
        turn(List.of("a"), Map.of("a", 1_000));
        // Then
        assertThat(total()).isBetween(RATE / 4, RATE / 4 + 1_000);
    }

    @Test
    void shouldSendNothingWhenItIsInDebt() {
        // Given
        nanos += TimeUnit.MILLISECONDS.toNanos(1);
        turn(List.of("a"), Map.of("a", 3_000_000));
        // When
        run(Map.of("a", 3_000_000), 2_900, 5);
        // Then
        assertThat(total()).isEqualTo(3_000_000);
    }

    private void run(Map<String, Integer> batches, int millis, int step) {
        for (int passed = 0; passed < millis; passed += step) {
            turn(List.copyOf(batches.keySet()), batches);
            nanos += TimeUnit.MILLISECONDS.toNanos(step);
        }
    }

    /** As the engine does: several rounds, in each one batch of everybody who may go. */
    private void turn(List<String> free, Map<String, Integer> batches) {
        limit.turn(free);
        boolean any = true;
        while (any) {
            any = false;
            for (String one : free) {
                if (!idle.contains(one) && limit.mayGo(one)) {
                    limit.sent(one, batches.get(one));
                    sent.merge(one, (long) batches.get(one), Long::sum);
                    any = true;
                }
            }
        }
    }

    private long total() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }
}
