package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TopicChangesTest {
    private static final SwitchedGeneration MOVED =
            new SwitchedGeneration(1, "the-switch", false, List.of(), false, List.of("t"), Instant.EPOCH);

    private final AtomicReference<SwitchedGeneration> switched = new AtomicReference<>(SwitchedGeneration.NONE);
    private final TopicChanges changes = new TopicChanges(switched::get);

    @Test
    void shouldNotHaveEndedWhenAChangeIsUnderWay() throws Exception {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        CompletableFuture<Boolean> change = CompletableFuture.supplyAsync(() -> changes.make(word -> {
            begun.countDown();
            return await(answered);
        }));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        // When
        long before = changes.begun();
        boolean meanwhile = changes.haveEnded(before);
        answered.countDown();
        change.get(5, TimeUnit.SECONDS);
        // Then
        assertThat(meanwhile).isFalse();
        assertThat(changes.haveEnded(before)).isTrue();
    }

    @Test
    void shouldHaveEndedWhenOnlyLaterOnesAreUnderWay() {
        // Given
        changes.<Boolean>make(word -> true);
        long before = changes.begun();
        // Then
        assertThat(changes.<Boolean>make(word -> changes.haveEnded(before))).isTrue();
    }

    @Test
    void shouldKeepToWhatIsSwitchedWhenAChangeIsMade() {
        // When
        switched.set(MOVED);
        // Then
        assertThat(changes.<Boolean>make(word -> word.coversTopic("t"))).isTrue();
        assertThat(changes.<Boolean>make(word -> word.coversTopic("u"))).isFalse();
        AtomicBoolean changed = new AtomicBoolean();
        assertThat(changes.makeFor("t", () -> changed.set(true))).isFalse();
        assertThat(changed).isFalse();
        assertThat(changes.makeFor("u", () -> changed.set(true))).isTrue();
        assertThat(changed).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
