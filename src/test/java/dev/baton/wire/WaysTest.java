package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class WaysTest {
    private static final Node ONE = new Node(1, "one", 9092);
    private static final Node TWO = new Node(2, "two", 9092);

    private final Ways ways = new Ways();

    @Test
    void shouldSendAPartitionTheSameWayEachTime() {
        assertThat(ways.to(ONE, partition("orders", 3))).isEqualTo(ways.to(ONE, partition("orders", 3)));
    }

    @Test
    void shouldShareThePartitionsOfATopicOut() {
        List<Node> taken = IntStream.range(0, 6)
                .mapToObj(number -> ways.to(ONE, partition("orders", number)))
                .toList();
        assertThat(taken).doesNotContainSequence(taken.get(0), taken.get(0));
        assertThat(taken).containsOnly(taken.get(0), taken.get(1));
    }

    @Test
    void shouldShareOutTopicsOfOnePartition() {
        assertThat(IntStream.range(0, 20).mapToObj(i -> ways.to(ONE, partition("topic-" + i, 0))))
                .hasSizeGreaterThan(Ways.OF_A_BROKER)
                .containsAll(allTo(ONE));
    }

    @Test
    void shouldLeadToTheBrokerThatLeads() {
        assertThat(allTo(TWO)).allSatisfy(way -> {
            assertThat(way.host()).isEqualTo("two");
            assertThat(way.port()).isEqualTo(9092);
        });
    }

    @Test
    void shouldHaveANumberOfItsOwnForEachWay() {
        assertThat(Stream.concat(allTo(ONE).stream(), allTo(TWO).stream()).map(Node::id))
                .doesNotHaveDuplicates()
                .hasSize(2 * Ways.OF_A_BROKER)
                .noneMatch(number -> number < 0 && number > -1_000);
    }

    private List<Node> allTo(Node broker) {
        return IntStream.range(0, Ways.OF_A_BROKER)
                .mapToObj(number -> ways.to(broker, partition("orders", number)))
                .toList();
    }

    private static PartitionRef partition(String topic, int number) {
        return new PartitionRef(topic, new Uuid(1, 1), number);
    }
}
