package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.Copier;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.server.log.remote.storage.LocalTieredStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both clusters moved most of a topic to remote storage: look-ups by time and reads go there. */
@Tag("long")
class TieredStorageIT {
    private static final int RECORDS = 6_000;
    private static final long START = System.currentTimeMillis();
    private static final Map<String, String> TIERED =
            Map.of("remote.storage.enable", "true", "segment.bytes", "1048576", "local.retention.bytes", "1");

    @TempDir
    private Path directory;

    @Test
    @Trap("m")
    void shouldTranslateWhatLiesInRemoteStorageOnBothSides() throws Exception {
        // Given
        try (KafkaCluster east = tiered("east");
                KafkaCluster west = tiered("west")) {
            mirror(east, west);
            for (long committed : new long[] {0, 100, 2_500, RECORDS}) {
                new TestData(east).commit("at-" + committed, "old", 0, committed, "");
            }
            awaitMoved(east, "old");
            awaitMoved(west, "east.old");
            TwoSites sites = new TwoSites(east, west, directory)
                    .with("replication.policy", "default")
                    .with("topics", "old");

            // When
            JsonNode content = sites.run(ExitCode.DONE, "translate", "--all-groups", "--by", "content");
            JsonNode timestamp = sites.run(ExitCode.DONE, "translate", "--all-groups", "--by", "timestamp");

            // Then
            assertThat(content.get("items")).hasSize(4);
            for (JsonNode item : content.get("items")) {
                assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("exact");
                assertThat(item.get("target").asLong())
                        .isEqualTo(item.get("committed").asLong());
            }
            for (JsonNode item : timestamp.get("items")) {
                assertThat(item.get("target").asLong())
                        .as(item.toString())
                        .isBetween(
                                Math.max(0, item.get("committed").asLong() - 1),
                                item.get("committed").asLong());
            }
        }
    }

    private KafkaCluster tiered(String name) {
        ClusterSpec spec = KafkaCluster.named(name);
        Map.of(
                        "remote.log.storage.system.enable", "true",
                        "remote.log.storage.manager.class.name", LocalTieredStorage.class.getName(),
                        "remote.log.storage.manager.class.path", jarOf(LocalTieredStorage.class),
                        "rsm.config.dir", directory.resolve("remote-" + name).toString(),
                        "remote.log.metadata.manager.listener.name", "PLAINTEXT",
                        "rlmm.config.remote.log.metadata.topic.replication.factor", "1",
                        "rlmm.config.remote.log.metadata.topic.num.partitions", "1",
                        "remote.log.manager.task.interval.ms", "500",
                        "log.retention.check.interval.ms", "500")
                .forEach(spec::with);
        return spec.start();
    }

    private static String jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** A record a millisecond, a kilobyte each. */
    private static void mirror(KafkaCluster east, KafkaCluster west) {
        new TestData(east).create("old", 1, TIERED);
        new TestData(west).create("east.old", 1, TIERED);
        try (var producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(
                        "old", 0, START + i, "k" + i, (i + "-").repeat(600).substring(0, 1_000)));
            }
        }
        try (Copier copier = new Copier(east, west, "east.", "read_uncommitted")) {
            copier.copy("old", 0, 0, RECORDS);
        }
    }

    private static void awaitMoved(KafkaCluster cluster, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = cluster.admin()) {
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> admin.listOffsets(Map.of(partition, OffsetSpec.earliestLocal()))
                                    .partitionResult(partition)
                                    .get(20, TimeUnit.SECONDS)
                                    .offset()
                            > RECORDS / 3);
        }
    }
}
