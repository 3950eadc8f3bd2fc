package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithClusters
class KafkaClusterIT {
    private final KafkaCluster east;
    private final KafkaCluster west;

    KafkaClusterIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepTheDataAndThePortWhenKilledAndRevived() throws Exception {
        // Given
        String before = east.bootstrap();
        create(east, "kept");
        produce(east, "kept", "one", "two");
        // When
        east.kill();
        boolean upWhenKilled = east.isUp();
        east.revive();
        produce(east, "kept", "three");
        // Then
        assertThat(upWhenKilled).isFalse();
        assertThat(east.bootstrap()).isEqualTo(before);
        assertThat(consume(east, "kept", 3)).containsExactly("one", "two", "three");
    }

    @Test
    @Tag("containers")
    void shouldBeTwoClustersWhenTwoAreNamed() throws Exception {
        try (Admin inEast = east.admin();
                Admin inWest = west.admin()) {
            // When
            String eastId = inEast.describeCluster().clusterId().get(20, TimeUnit.SECONDS);
            String westId = inWest.describeCluster().clusterId().get(20, TimeUnit.SECONDS);
            // Then
            assertThat(eastId).isNotEqualTo(westId);
        }
    }

    @Test
    @Tag("containers")
    void shouldLetCallsTimeOutWhenPaused() throws Exception {
        try (Admin admin = Admin.create(
                west.clientProperties("default.api.timeout.ms", 1_500, "request.timeout.ms", 1_000, "retries", 0))) {
            admin.describeCluster().nodes().get(20, TimeUnit.SECONDS);
            // When
            west.pause();
            // Then
            assertThatThrownBy(() -> admin.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            west.resume();
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void produce(KafkaCluster cluster, String topic, String... values) throws Exception {
        try (var producer =
                new KafkaProducer<>(cluster.clientProperties(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> consume(KafkaCluster cluster, String topic, int count) {
        try (var consumer =
                new KafkaConsumer<>(cluster.clientProperties(), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < limit) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
