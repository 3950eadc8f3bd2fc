package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final AtomicBoolean read = new AtomicBoolean();
    private final List<Set<Integer>> taken = new CopyOnWriteArrayList<>();

    @Test
    void shouldTakeShardsOnOnlyWhenAllIsReadThatTheirLastOwnerLeft() {
        try (Handover handover = new Handover(read::get, taken::add, error -> {})) {
            // When
            handover.gained(Set.of(1, 2));
            // Then
            Awaitility.await().during(Duration.ofMillis(500)).until(taken::isEmpty);
            read.set(true);
            Awaitility.await().until(() -> taken.equals(List.of(Set.of(1, 2))));
        }
    }

    @Test
    void shouldNotTakeShardsOnThatWentAgainMeanwhile() {
        try (Handover handover = new Handover(read::get, taken::add, error -> {})) {
            handover.gained(Set.of(1, 2));
            // When
            handover.gone(Set.of(1));
            read.set(true);
            // Then
            Awaitility.await().until(() -> taken.equals(List.of(Set.of(2))));
        }
    }

    @Test
    void shouldTakeShardsOnWithTheNextTurnWhenOneFailed() {
        AtomicBoolean failed = new AtomicBoolean();
        Consumer<Set<Integer>> failing = shards -> {
            if (!failed.getAndSet(true)) {
                throw new IllegalStateException("once");
            }
            taken.add(shards);
        };
        try (Handover handover = new Handover(() -> true, failing, error -> {})) {
            // When
            handover.gained(Set.of(1, 2));
            // Then
            Awaitility.await().until(() -> taken.equals(List.of(Set.of(1, 2))));
        }
    }

    @Test
    void shouldSaySoWhenAnErrorEndsTheTakingOn() {
        AtomicReference<Error> told = new AtomicReference<>();
        OutOfMemoryError error = new OutOfMemoryError("of the test");
        try (Handover handover = new Handover(
                () -> {
                    throw error;
                },
                taken::add,
                told::set)) {
            // When
            handover.gained(Set.of(1));
            // Then
            Awaitility.await().until(() -> told.get() == error);
        }
    }

    @Test
    void shouldDoWhatIsLeftToDoOnlyWhenNothingIsUnderWayAnyMore() throws Exception {
        try (Handover handover = new Handover(read::get, taken::add, error -> {})) {
            CompletableFuture<Void> drained = new CompletableFuture<>();
            AtomicBoolean done = new AtomicBoolean();
            // When
            CompletableFuture<Void> given = handover.after(drained, () -> done.set(true));
            // Then
            assertThat(done).isFalse();
            assertThat(given).isNotDone();
            drained.complete(null);
            given.get(5, TimeUnit.SECONDS);
            assertThat(done).isTrue();
        }
    }
}
