package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortionsTest {
    private static final int ENOUGH = 100;
    private static final List<String> SENDERS = List.of("a", "b", "c", "d", "e");

    private final Portions<String, Integer> portions = new Portions<>(ENOUGH, bytes -> bytes);

    @Test
    void shouldTakeOfEachWhenThereIsRoom() {
        assertThat(next(10)).containsExactlyInAnyOrderEntriesOf(Map.of("a", 10, "b", 10, "c", 10, "d", 10, "e", 10));
    }

    @Test
    void shouldAddNothingMoreWhenARequestHasEnough() {
        assertThat(next(60)).hasSize(2);
    }

    @Test
    void shouldTakeOneWhateverItsSize() {
        assertThat(next(10 * ENOUGH)).hasSize(1);
    }

    @Test
    void shouldTakeNothingWhereNobodyHasAnything() {
        assertThat(portions.next(SENDERS, sender -> Optional.empty())).isEmpty();
        assertThat(portions.next(List.of(), sender -> Optional.of(1))).isEmpty();
    }

    @Test
    void shouldTurnToThoseThatWereLeftOutNextTime() {
        // When
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            served.addAll(next(60).keySet());
        }
        // Then
        assertThat(served).containsExactlyInAnyOrderElementsOf(SENDERS);
    }

    @Test
    void shouldGoOnWhenThereAreFewerThanBefore() {
        // Given
        next(30);
        // Then
        assertThat(portions.next(List.of("a", "b"), sender -> Optional.of(1))).containsOnlyKeys("a", "b");
    }

    private Map<String, Integer> next(int bytes) {
        return portions.next(SENDERS, sender -> Optional.of(bytes));
    }
}
