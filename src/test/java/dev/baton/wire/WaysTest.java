package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.InternalTopics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaysTest {
    private static final Node ONE = new Node(1, "one", 9092);
    private static final Node TWO = new Node(2, "two", 9092);

    private final Ways ways = new Ways();

    @Test
    void shouldSendAPartitionTheSameWayEachTime() {
        assertThat(ways.to(ONE, partition("orders", 3))).isEqualTo(ways.to(ONE, partition("orders", 3)));
    }

    /** Kafka places them so: each of so many brokers leads every so-many-th partition. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 13, 32})
    void shouldShareThePartitionsOfATopicOutThatOneBrokerLeads(int brokers) {
        for (int broker = 0; broker < brokers; broker++) {
            int led = broker;
            assertThat(share(IntStream.range(0, 16).mapToObj(i -> partition("orders", led + i * brokers))))
                    .isEqualTo(0.5);
        }
    }

    /** A process that has every second shard has partitions whose hash is even. */
    @Test
    void shouldShareThePartitionsOutThatOneProcessMirrors() {
        assertThat(share(IntStream.range(0, 200)
                        .mapToObj(i -> partition("topic-" + i % 20, i / 20))
                        .filter(partition ->
                                InternalTopics.shardOf(partition.topic(), partition.partition()) % 2 == 0)))
                .isBetween(0.45, 0.55);
    }

    @Test
    void shouldShareThePartitionsOfEachTopicOutWhenTheyComeInTurn() {
        // When
        IntStream.range(0, 12).forEach(i -> ways.to(ONE, partition("topic-" + i % 2, i / 2)));
        // Then
        assertThat(share(IntStream.range(0, 6).mapToObj(i -> partition("topic-0", i))))
                .isEqualTo(0.5);
        assertThat(share(IntStream.range(0, 6).mapToObj(i -> partition("topic-1", i))))
                .isEqualTo(0.5);
    }

    @Test
    void shouldShareOutTopicsOfOnePartition() {
        assertThat(share(IntStream.range(0, 20).mapToObj(i -> partition("topic-" + i, 0))))
                .isEqualTo(0.5);
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
        return IntStream.range(0, 32)
                .mapToObj(number -> ways.to(broker, partition("orders", number)))
                .distinct()
                .toList();
    }

    /** How many of them take the first way. */
    private double share(Stream<PartitionRef> partitions) {
        return partitions
                .mapToInt(partition -> ways.to(ONE, partition).equals(ONE) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static PartitionRef partition(String topic, int number) {
        return new PartitionRef(topic, new Uuid(1, 1), number);
    }
}
