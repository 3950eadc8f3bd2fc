package dev.baton.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
    private static final Uuid TOPIC = new Uuid(1, 2);

    @Test
    void shouldHoldWhatAMapOfEntriesWouldHoldWhenEntriesComeAndGo() {
        Random random = new Random(17);
        for (int round = 0; round < 300; round++) {
            // Given
            RunHistory history = new RunHistory(TOPIC, 3);
            TreeMap<Long, MapEntry> expected = new TreeMap<>();
            long next = 0;
            for (int step = 0; step < 200; step++) {
                // When
                int what = random.nextInt(10);
                if (what < 6 || expected.isEmpty()) {
                    MapEntry entry = entry(next, 1 + random.nextInt(4));
                    next = entry.runs().get(entry.runs().size() - 1).target() + 1 + random.nextInt(3);
                    history.put(entry);
                    expected.put(entry.firstTarget(), entry);
                } else {
                    List<Long> keys = List.copyOf(expected.keySet());
                    long key = keys.get(random.nextInt(keys.size()));
                    MapEntry old = expected.get(key);
                    if (what < 8) {
                        history.remove(key);
                        expected.remove(key);
                    } else {
                        MapEntry shorter = new MapEntry(TOPIC, 3, old.runs().subList(0, 1));
                        history.put(shorter);
                        expected.tailMap(key).clear();
                        expected.put(key, shorter);
                        next = key + 1 + random.nextInt(3);
                    }
                }
            }
            // Then
            List<Run> runs = expected.values().stream()
                    .flatMap(entry -> entry.runs().stream())
                    .toList();
            long middle = next / 2;
            assertThat(history.isEmpty()).isEqualTo(expected.isEmpty());
            assertThat(history.map().runs()).isEqualTo(runs);
            assertThat(history.below(middle).runs())
                    .isEqualTo(
                            runs.stream().filter(run -> run.target() < middle).toList());
            assertThat(history.reaching(middle).stream()
                            .sorted(Comparator.comparing(MapEntry::firstTarget))
                            .toList())
                    .isEqualTo(expected.values().stream()
                            .filter(entry ->
                                    entry.runs().get(entry.runs().size() - 1).target() >= middle)
                            .toList());
            List<Long> keys = List.copyOf(expected.keySet());
            assertThat(history.endingBelow(middle)).allSatisfy(key -> {
                assertThat(keys).contains(key);
                assertThat(keys.get(keys.indexOf(key) + 1)).isLessThan(middle);
            });
        }
    }

    @Test
    void shouldTakeALaterEntryForWhatHoldsFromItsStartOnWhereAnEarlierOneWasNeverFollowed() {
        // Given runs that were written ahead, whose writer ended before their records were appended
        RunHistory history = new RunHistory(TOPIC, 0);
        history.put(new MapEntry(TOPIC, 0, List.of(new Run(10, 5), new Run(20, 8))));
        history.put(new MapEntry(TOPIC, 0, List.of(new Run(30, 10), new Run(50, 14))));
        history.put(new MapEntry(TOPIC, 0, List.of(new Run(70, 16))));
        // When the next one goes on behind two fences
        history.put(new MapEntry(TOPIC, 0, List.of(new Run(30, 12), new Run(50, 16))));
        // Then
        assertThat(history.map().runs())
                .containsExactly(new Run(10, 5), new Run(20, 8), new Run(30, 12), new Run(50, 16));
        // When a source record is gone that an earlier run began with
        history.put(new MapEntry(TOPIC, 0, List.of(new Run(55, 15))));
        // Then
        assertThat(history.map().runs())
                .containsExactly(new Run(10, 5), new Run(20, 8), new Run(30, 12), new Run(55, 15));
        assertThat(history.lastTarget()).hasValue(15);
        assertThat(history.reaching(12).stream().map(MapEntry::firstTarget)).containsExactly(12L, 15L);
    }

    @Test
    void shouldNameEveryEntryButTheOneInForceWhenTheLogStartsLater() {
        // Given
        RunHistory history = new RunHistory(TOPIC, 0);
        for (long target = 0; target < 100; target += 10) {
            history.put(new MapEntry(TOPIC, 0, List.of(new Run(2 * target, target))));
        }
        // Then
        assertThat(history.endingBelow(0)).isEmpty();
        // nothing says yet that a record follows the run that begins there
        assertThat(history.endingBelow(30)).containsExactly(0L, 10L);
        assertThat(history.endingBelow(31)).containsExactly(0L, 10L, 20L);
        assertThat(history.endingBelow(39)).containsExactly(0L, 10L, 20L);
        assertThat(history.endingBelow(1_000)).hasSize(9);
    }

    @Test
    void shouldHoldAMillionRunsInLessThan64Megabytes() {
        // Given
        int runs = 1_000_000;
        long before = used();
        RunHistory history = new RunHistory(TOPIC, 0);
        // When every run is an entry of its own, which takes most
        for (int i = 0; i < runs; i++) {
            history.put(new MapEntry(TOPIC, 0, List.of(new Run(3L * i, 2L * i))));
        }
        OffsetMap map = history.map();
        long after = used();
        // Then
        assertThat(map.size()).isEqualTo(runs);
        assertThat(map.toTarget(3_000_000 - 3)).isEqualTo(2_000_000 - 2);
        assertThat(history.isEmpty()).isFalse();
        assertThat((after - before) >> 20).isLessThan(64);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static MapEntry entry(long target, int count) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(new Run(3 * (target + 2L * i), target + 2L * i));
        }
        return new MapEntry(TOPIC, 3, runs);
    }
}
