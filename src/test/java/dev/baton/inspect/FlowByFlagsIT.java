package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At three in the morning, without a configuration file: the addresses of clusters are all that is known. */
@WithClusters
class FlowByFlagsIT {
    private static final int RECORDS = 20;
    private static final int COMMITTED = 11;

    @TempDir
    private static Path directory;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final KafkaCluster south;

    FlowByFlagsIT(
            @Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @Named("south") KafkaCluster south) {
        this.east = east;
        this.west = west;
        this.south = south;
    }

    /** Baton mirrors to west, under prefixes; into south a MirrorMaker 2 did. */
    @BeforeAll
    static void mirror(
            @Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @Named("south") KafkaCluster south)
            throws Exception {
        long now = System.currentTimeMillis();
        new TestData(east).create("orders", 1, Map.of("retention.bytes", "10")).produce("orders", 0, RECORDS, now);
        new TestData(east).commit("billing", "orders", 0, COMMITTED, "");
        new TwoSites(east, west, directory)
                .with("topics", "orders")
                .with("replication.policy", "default")
                .cli("mirror", "--once")
                .expect(ExitCode.DONE);
        try (Admin admin = west.admin()) {
            OffsetAndMetadata foreign = new OffsetAndMetadata(COMMITTED, Optional.of(77), "");
            admin.alterConsumerGroupOffsets("billing", Map.of(new TopicPartition("east.orders", 0), foreign))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        new TestData(south).create("east.orders", 1, Map.of()).produce("east.orders", 0, RECORDS, now);
        new TestData(south).create("east.checkpoints.internal", 1, Map.of());
        try (Cluster target = new TwoSites(east, south, directory).connectToTarget();
                TopicWriter writer = target.records().writer("east.checkpoints.internal")) {
            writer.write(checkpointOf("billing", "east.orders"), checkpoint(COMMITTED, COMMITTED));
        }
    }

    private static byte[] checkpointOf(String group, String topic) {
        return ByteBuffer.allocate(8 + group.length() + topic.length())
                .putShort((short) group.length())
                .put(group.getBytes(StandardCharsets.UTF_8))
                .putShort((short) topic.length())
                .put(topic.getBytes(StandardCharsets.UTF_8))
                .putInt(0)
                .array();
    }

    private static byte[] checkpoint(long upstream, long downstream) {
        return ByteBuffer.allocate(20)
                .putShort((short) 0)
                .putLong(upstream)
                .putLong(downstream)
                .putShort((short) 0)
                .array();
    }

    @Test
    @Trap("31")
    void shouldLookUnderTheNamesThatTheMirrorGave() {
        // When
        CliRun run = run(
                "inspect", "readiness", "--source-bootstrap", east.bootstrap(), "--target-bootstrap", west.bootstrap());

        // Then
        JsonNode report = TwoSites.parse(run.expect(ExitCode.INCOMPLETE).out());
        assertThat(report.at("/flow/from").asText()).isEqualTo("east");
        assertThat(report.get("findings").findValuesAsText("fact"))
                .as(run.toString())
                .noneMatch(fact -> fact.contains("not on the target"))
                .anyMatch(fact -> fact.contains("retention.bytes there is 10"))
                .anyMatch(fact -> fact.contains("with leader epoch 77"));
    }

    @Test
    void shouldNameWhatCannotBeProvedWhenNobodyCanAskTheSource() {
        // When
        CliRun run = run("inspect", "readiness", "--target-bootstrap", west.bootstrap());

        // Then
        assertThat(TwoSites.parse(run.out()).get("notChecked").toString())
                .as(run.toString())
                .contains("lag: what was written to the source after ")
                .contains("groups: what groups committed on the source after ");
    }

    @Test
    void shouldFindTheFlowOfAMirrorMakerByItsCheckpoints() {
        // When
        JsonNode groups = TwoSites.parse(run("inspect", "groups", "--target-bootstrap", south.bootstrap())
                .expect(ExitCode.DONE)
                .out());
        JsonNode translated = TwoSites.parse(run("translate", "--all-groups", "--target-bootstrap", south.bootstrap())
                .expect(ExitCode.DONE)
                .out());

        // Then
        assertThat(groups.at("/flow/from").asText()).isEqualTo("east");
        assertThat(groups.at("/items/0/group").asText()).isEqualTo("billing");
        assertThat(groups.at("/items/0/partitions").asInt()).isEqualTo(1);
        assertThat(translated.at("/items/0/topic").asText()).isEqualTo("orders");
        assertThat(translated.at("/items/0/targetTopic").asText()).isEqualTo("east.orders");
        assertThat(translated.at("/items/0/target").asLong()).isEqualTo(COMMITTED);
    }

    @Test
    void shouldTakeTheAliasForGroupsThatTheOthersTake() {
        // When
        JsonNode groups = TwoSites.parse(run("inspect", "groups", "--target-bootstrap", west.bootstrap())
                .expect(ExitCode.DONE)
                .out());

        // Then
        assertThat(groups.at("/flow/from").asText()).isEqualTo("east");
        assertThat(groups.get("items").findValuesAsText("group")).containsExactly("billing");
    }

    private static CliRun run(String... args) {
        return CliRun.of(TwoSites.plus(args, "-o", "json", "--timeout", "6s"));
    }
}
