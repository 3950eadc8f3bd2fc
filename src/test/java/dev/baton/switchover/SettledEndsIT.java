package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.LogEnds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record that a leader holds, and that no consumer sees yet, since a follower hangs. */
@Tag("long")
@WithClusters
class SettledEndsIT {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final KafkaCluster west;

    SettledEndsIT(@Named(value = "west", brokers = 3) KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldWaitForWhatIsAboveTheHighWatermark() throws Exception {
        try (Admin admin = west.admin();
                LogEnds logs = new LogEnds(west.clientConfig(), "test")) {
            // Given
            admin.createTopics(List.of(new NewTopic("t", Map.of(0, List.of(1, 2)))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            write("all");
            west.pause(2);
            write("1");
            long seen = admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                    .partitionResult(PARTITION)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
            // When
            assertThatThrownBy(() -> ends(logs, Duration.ofSeconds(1)))
                    .hasMessageContaining("t-0: its leader, broker 1, has it up to 2, and it is replicated up to 1");
            west.resume(2);
            // Then
            assertThat(seen).isEqualTo(1);
            assertThat(ends(logs, Duration.ofSeconds(30))).containsOnly(Map.entry(PARTITION, 2L));
        } finally {
            west.resume(2);
        }
    }

    private static Map<TopicPartition, Long> ends(LogEnds logs, Duration patience) {
        return new SettledEnds(logs::look, Clock.systemUTC(), patience).await(List.of(PARTITION), () -> {});
    }

    private void write(String acks) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                west.clientProperties("acks", acks, "enable.idempotence", "false"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", 0, null, "value")).get(20, TimeUnit.SECONDS);
        }
    }
}
