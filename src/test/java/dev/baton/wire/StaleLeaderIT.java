package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker that does not lead a partition says so at once, and asking it again would not change that. */
@Tag("long")
@WithClusters
class StaleLeaderIT {
    private final KafkaCluster west;

    StaleLeaderIT(@Named(value = "west", brokers = 3) KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldFailAtOnceWhenTheBrokerDoesNotLeadThePartition() {
        // Given
        new TestData(west).create("t", 3, Map.of());
        try (LogControl control = new LogControl(west.clientConfig(), "test")) {
            Layout layout = control.layout(List.of("t"));
            Leader leader = layout.leaders().get(new TopicPartition("t", 0));
            Leader other = layout.leaders().values().stream()
                    .filter(one -> !one.node().equals(leader.node()))
                    .findFirst()
                    .orElseThrow();
            PartitionRef partition = new PartitionRef("t", layout.topicIds().get("t"), 0);
            // a topic is known a moment before its leader knows that it leads
            Awaitility.await().ignoreExceptions().until(() -> control.logEnd(partition, leader) == 0);
            // When
            Stream<Consumer<Leader>> questions = Stream.of(
                    asked -> control.logStart(partition, asked),
                    asked -> control.logEnd(partition, asked),
                    asked -> control.settledState(partition, asked, 7),
                    asked -> control.openTransactions(partition, asked),
                    asked -> control.deleteRecords(partition, asked, 0));
            // Then
            questions.forEach(question -> {
                question.accept(leader);
                long begun = System.nanoTime();
                assertThatThrownBy(() -> question.accept(other))
                        .isInstanceOfSatisfying(
                                BatonException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNREACHABLE));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            });
        }
    }
}
