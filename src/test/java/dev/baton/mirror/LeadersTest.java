package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.wire.Layout;
import dev.baton.wire.Leader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeadersTest {
    private static final Node ONE = new Node(1, "one", 9092);
    private static final Node MOVED = new Node(1, "elsewhere", 9092);
    private static final Node TWO = new Node(2, "two", 9092);

    private final Queue<Consumer<Layout>> asked = new ArrayDeque<>();
    private final Leaders leaders = new Leaders((node, topics, done) -> asked.add(done::accept), () -> ONE);

    @Test
    void shouldForgetABrokerThatLeadsNothingAnyMore() {
        // Given
        answer(ONE, TWO);
        assertThat(leaders.nodes()).containsExactlyInAnyOrder(ONE, TWO);
        // When
        answer(MOVED, MOVED);
        // Then
        assertThat(leaders.nodes()).containsExactly(MOVED);
    }

    private void answer(Node first, Node second) {
        leaders.suspect();
        Awaitility.await().until(() -> {
            leaders.refresh(() -> List.of("t"));
            return !asked.isEmpty();
        });
        asked.remove()
                .accept(new Layout(
                        Map.of("t", new Uuid(1, 1)),
                        Map.of(
                                new TopicPartition("t", 0), new Leader(first, 1),
                                new TopicPartition("t", 1), new Leader(second, 1)),
                        Set.of()));
    }
}
