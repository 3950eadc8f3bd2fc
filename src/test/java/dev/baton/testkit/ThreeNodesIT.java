package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;

@WithClusters
class ThreeNodesIT {
    @Test
    void shouldElectAnotherLeaderWhenOneIsKilled(@Named(value = "three", brokers = 3) KafkaCluster three)
            throws Exception {
        try (Admin admin = three.admin()) {
            // Given
            admin.createTopics(List.of(new NewTopic("t", Map.of(0, List.of(2, 1, 3)))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            // When
            three.kill(2);
            // Then
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(leaderOf(admin)).isIn(1, 3));
            three.revive();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(describe(admin).partitions().get(0).isr())
                                    .hasSize(3));
        }
    }

    private static int leaderOf(Admin admin) throws Exception {
        return describe(admin).partitions().get(0).leader().id();
    }

    private static TopicDescription describe(Admin admin) throws Exception {
        return admin.describeTopics(List.of("t"))
                .allTopicNames()
                .get(20, TimeUnit.SECONDS)
                .get("t");
    }
}
