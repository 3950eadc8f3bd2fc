package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithClusters
@Tag("containers")
class MirrorMaker2IT {
    @Test
    void shouldMirrorATopicUnderItsPrefixWhenStarted(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west)
            throws Exception {
        // Given
        try (Admin admin = east.admin();
                var producer =
                        new KafkaProducer<>(east.clientProperties(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>("orders", "one")).get(20, TimeUnit.SECONDS);
        }
        // When
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, Map.of("groups", "app.*"));
                Admin admin = west.admin()) {
            // Then
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> admin.listTopics().names().get().contains("east.orders"));
            assertThat(peer.isAlive()).isTrue();
        }
    }
}
