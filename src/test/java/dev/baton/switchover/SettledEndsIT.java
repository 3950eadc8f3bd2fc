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
            write("t", "all");
            west.pause(2);
            write("t", "1");
            long seen = admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                    .partitionResult(PARTITION)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
            // When
            assertThatThrownBy(() -> ends(logs, PARTITION, Duration.ofSeconds(1)))
                    .hasMessageContaining("t-0: its leader, broker 1, has it up to 2, and it is replicated up to 1");
            west.resume(2);
            // Then
            assertThat(seen).isEqualTo(1);
            assertThat(ends(logs, PARTITION, Duration.ofSeconds(30))).containsOnly(Map.entry(PARTITION, 2L));
        } finally {
            west.resume(2);
        }
    }

    @Test
    void shouldTakeTheLeadersEndWhenThatIsAcceptedAndTheFollowerStaysAway() throws Exception {
        try (Admin admin = west.admin();
                LogEnds logs = new LogEnds(west.clientConfig(), "test")) {
            // Given
            admin.createTopics(List.of(
                            new NewTopic("few", Map.of(0, List.of(1, 2))).configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            TopicPartition few = new TopicPartition("few", 0);
            write("few", "all");
            west.pause(2);
            write("few", "1");
            // longer than a broker may be silent: the leader is alone in sync then
            assertThatThrownBy(() -> ends(logs, few, Duration.ofSeconds(30)))
                    .hasMessageContaining("few-0: its leader, broker 1, has it up to 2, and it is replicated up to 1");
            // When
            SettledEnds.Settled settled = new SettledEnds(logs::look, Clock.systemUTC(), Duration.ofSeconds(1), true)
                    .await(List.of(few), () -> {});
            // Then
            assertThat(settled.offsets()).containsOnly(Map.entry(few, 2L));
            assertThat(settled.unreplicated()).startsWith("few-0: its leader, broker 1, has it up to 2");
        } finally {
            west.resume(2);
        }
    }

    private static Map<TopicPartition, Long> ends(LogEnds logs, TopicPartition partition, Duration patience) {
        return new SettledEnds(logs::look, Clock.systemUTC(), patience, false)
                .await(List.of(partition), () -> {})
                .offsets();
    }

    private void write(String topic, String acks) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                west.clientProperties("acks", acks, "enable.idempotence", "false"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, "value")).get(20, TimeUnit.SECONDS);
        }
    }
}
