package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow under the default policy with another separator than the dot. */
@WithClusters
class SeparatorIT {
    private static final String GROUP = "reader";
    private static final TopicPartition COPY = new TopicPartition("east_shop.orders", 0);

    private final KafkaCluster east;
    private final KafkaCluster west;

    SeparatorIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldNameTopicsAndTranslateCommitsToThoseNames(@TempDir Path directory) throws Exception {
        // Given
        TestData data = new TestData(east).create("shop.orders", 1, Map.of());
        data.produceInTransactions("shop.orders", 120);
        data.commit(GROUP, "shop.orders", 0, 95, "note");
        TwoSites sites = new TwoSites(east, west, directory)
                .with("replication.policy", "default")
                .with("replication.policy.separator", "_")
                .with("offsets", "map")
                .with("emit.checkpoints.enabled", "true");

        // When
        sites.cli("mirror", "--once").expect(ExitCode.DONE);

        // Then the record that the group reads next is the same
        assertThat(topics())
                .contains(COPY.topic(), "east_checkpoints_internal")
                .noneMatch(name -> name.startsWith("east."));
        Map<TopicPartition, OffsetAndMetadata> committed = new TestData(west).committed(GROUP);
        assertThat(committed).containsOnlyKeys(COPY);
        long translated = committed.get(COPY).offset();
        assertThat(translated).isLessThan(95);
        assertThat(new TestData(west).valueAt(COPY.topic(), translated)).isEqualTo(data.valueAt("shop.orders", 95));
        JsonNode item = sites.run(ExitCode.DONE, "translate", "--all-groups").at("/items/0");
        assertThat(item.get("targetTopic").asText()).isEqualTo(COPY.topic());
        assertThat(item.get("target").asLong()).isEqualTo(translated);
        assertThat(RemoteClusterUtils.translateOffsets(
                        west.clientProperties("replication.policy.separator", "_"),
                        "east",
                        GROUP,
                        Duration.ofSeconds(10)))
                .isEqualTo(committed);
    }

    private Set<String> topics() throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listTopics().names().get(20, TimeUnit.SECONDS);
        }
    }
}
