package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionMapTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition BILLS = new TopicPartition("bills", 7);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDoWhateverAHashMapDoes(long seed) {
        // Given
        Random random = new Random(seed);
        Map<TopicPartition, Integer> map = new PartitionMap<>();
        Map<TopicPartition, Integer> expected = new HashMap<>();

        for (int step = 0; step < 20_000; step++) {
            TopicPartition any = new TopicPartition("t-" + random.nextInt(30), random.nextInt(60));
            // When
            switch (random.nextInt(8)) {
                case 0 -> assertThat(map.remove(any)).isEqualTo(expected.remove(any));
                case 1 ->
                    assertThat(map.merge(any, step, Integer::sum)).isEqualTo(expected.merge(any, step, Integer::sum));
                case 2 ->
                    assertThat(map.keySet().remove(any))
                            .isEqualTo(expected.keySet().remove(any));
                case 3 -> assertThat(map.get(any)).isEqualTo(expected.get(any));
                case 4 -> {
                    if (random.nextInt(100) == 0) {
                        int parity = random.nextInt(2);
                        map.values().removeIf(value -> value % 2 == parity);
                        expected.values().removeIf(value -> value % 2 == parity);
                    }
                }
                default -> assertThat(map.put(any, step)).isEqualTo(expected.put(any, step));
            }
            // Then
            assertThat(map).hasSameSizeAs(expected);
        }
        assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(expected).isEqualTo(map);
        assertThat(new PartitionMap<>(expected)).isEqualTo(map);
        map.clear();
        assertThat(map).isEmpty();
        assertThat(map.get(ORDERS)).isNull();
    }

    @Test
    void shouldBeASetOfPartitionsToo() {
        // Given
        Set<TopicPartition> set = PartitionMap.newSet(List.of(ORDERS, BILLS, ORDERS));

        // When
        set.removeAll(List.of(BILLS));

        // Then
        assertThat(set).containsExactly(ORDERS).isEqualTo(new HashSet<>(List.of(ORDERS)));
        assertThat(set.contains(BILLS)).isFalse();
    }

    @Test
    void shouldKnowNothingOfWhatIsNoPartition() {
        Map<?, Integer> map = new PartitionMap<>(Map.of(ORDERS, 1));

        assertThat(map.containsKey("orders-0")).isFalse();
        assertThat(map.remove("orders-0")).isNull();
    }

    @Test
    void shouldFailRatherThanPassOverWhatWasAddedMeanwhile() {
        // Given
        Map<TopicPartition, Integer> map = new PartitionMap<>(Map.of(ORDERS, 1));
        Iterator<TopicPartition> partitions = map.keySet().iterator();

        // When
        map.put(BILLS, 2);

        // Then
        assertThatThrownBy(partitions::next).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void shouldSayWhereItEnds() {
        Iterator<TopicPartition> partitions =
                new PartitionMap<>(Map.of(ORDERS, 1)).keySet().iterator();

        assertThat(partitions.next()).isEqualTo(ORDERS);
        assertThat(partitions.hasNext()).isFalse();
        assertThatThrownBy(partitions::next).isInstanceOf(NoSuchElementException.class);
    }
}
