package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both clusters are active and mirror each other, and one dies. Where its group stood in the copies of the other's topics only
 * its own offset map could have told: that is said, partition by partition, and decided by the operator.
 */
@Tag("long")
@WithClusters
class ActiveActiveFailoverIT {
    private static final int AT_WEST = 60;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Map<String, Long> MIRRORED = Map.of("east.orders-0", 30L);
    private static final long FIRST_TIME = System.currentTimeMillis() - 60_000;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Path directory;
    private String config = "";

    ActiveActiveFailoverIT(
            @Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.directory = directory;
    }

    @BeforeEach
    void loseEast() throws IOException {
        config = config();
        TestData atEast = new TestData(east);
        TestData atWest = new TestData(west);
        for (TestData data : List.of(atEast, atWest)) {
            data.create("orders", 1, Map.of());
            data.create("returns", 2, Map.of());
        }
        atEast.produce("orders", 0, 40, FIRST_TIME);
        atWest.produce("orders", 0, AT_WEST, FIRST_TIME);
        atWest.produce("returns", 1, AT_WEST, FIRST_TIME);
        try (BatonProcess eastward = mirror("west", "east");
                BatonProcess westward = mirror("east", "west")) {
            await("mirrored: " + eastward.err() + westward.err())
                    .atMost(LIMIT)
                    .until(() -> end(east, "west.orders", 0) == AT_WEST
                            && end(east, "west.returns", 1) == AT_WEST
                            && end(west, "east.orders", 0) == 40);
            consumeAtEast(Map.of("orders-0", 30L, "west.orders-0", 35L, "west.returns-1", 20L));
            atEast.commit("own", "orders", 0, 10, "");
            await("noted: " + westward.err())
                    .atMost(LIMIT)
                    .until(() -> isNoted()
                            && committed("region").equals(MIRRORED)
                            && !committed("own").isEmpty());
        }
        east.kill();
    }

    @Test
    void shouldSayWhatNobodyKnowsOfCopiesAndLeaveItToTheOperator() {
        // When: nothing is decided
        JsonNode translated = run(ExitCode.INCOMPLETE, "translate", "--all-groups");
        CliRun shown = cli("switch", "--mode", "failover", "--all-groups", "--execute");
        JsonNode refused = TwoSites.parse(cli("switch", "--mode", "failover", "--all-groups", "-o", "json")
                .out());

        // Then: each partition is named, with what is missing, and the group is left alone; the other one goes
        assertThat(shown.code()).as(shown.toString()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(shown.out())
                .contains("region orders-0: the group read a copy on the source, west.orders-0, and committed 35 there")
                .contains("region returns-1: the group read a copy on the source, west.returns-1, and committed 20");
        assertThat(item(translated, "west.orders").get("confidence").asText()).isEqualTo("unknown");
        assertThat(item(translated, "west.orders").get("targetTopic").asText()).isEqualTo("orders");
        assertThat(item(translated, "orders").get("confidence").asText()).isEqualTo("exact");
        assertThat(group(refused, "region").get("result").asText()).isEqualTo("skipped");
        assertThat(group(refused, "region").get("reason").asText()).contains("2 partitions are unknown", "--unknown");
        assertThat(committed("region")).isEqualTo(MIRRORED);
        assertThat(committed("own")).containsExactly(Map.entry("east.orders-0", 10L));

        // When, then: each decision is obeyed for the copies, and what is proved stays as it is
        assertDecided("skip", ExitCode.INCOMPLETE, Map.of("east.orders-0", 30L));
        assertDecided(
                "at=" + Instant.ofEpochMilli(FIRST_TIME + 12),
                ExitCode.DONE,
                Map.of("east.orders-0", 30L, "orders-0", 12L, "returns-1", 12L));
        assertDecided("earliest", ExitCode.DONE, Map.of("east.orders-0", 30L, "orders-0", 0L, "returns-1", 0L));
    }

    private void assertDecided(String policy, ExitCode code, Map<String, Long> offsets) {
        JsonNode report = run(
                code,
                "switch",
                "--mode",
                "failover",
                "--group",
                "region",
                "--unknown",
                policy,
                "--allow-rewind",
                "--execute");
        assertThat(committed("region")).as(report.toString()).isEqualTo(offsets);
        String id = report.get("id").asText();
        run(ExitCode.DONE, "switch", "undo", id, "--execute");
        assertThat(committed("region")).as("after undo of " + policy).isEqualTo(MIRRORED);
    }

    /** Commits for the region's group as a consumer does: with the leader epoch. */
    private void consumeAtEast(Map<String, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        offsets.forEach((name, offset) -> {
            int dash = name.lastIndexOf('-');
            commits.put(
                    new TopicPartition(name.substring(0, dash), Integer.parseInt(name.substring(dash + 1))),
                    new OffsetAndMetadata(offset, Optional.of(0), ""));
        });
        try (var consumer = new KafkaConsumer<>(
                east.clientProperties("group.id", "region"), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(commits.keySet());
            consumer.commitSync(commits);
        }
    }

    private boolean isNoted() {
        try (Cluster cluster = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
            GroupSnapshot region =
                    new StateReader(cluster).read("east").groups().get("region");
            return region != null && region.commits().size() == 3;
        }
    }

    /** What is committed on west; the mirror did so for the topics that it mirrors. */
    private Map<String, Long> committed(String group) {
        return new TestData(west)
                .committed(group).entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().toString(),
                                entry -> entry.getValue().offset()));
    }

    private static JsonNode item(JsonNode report, String topic) {
        for (JsonNode item : report.get("items")) {
            if (item.get("group").asText().equals("region")
                    && item.get("topic").asText().equals(topic)) {
                return item;
            }
        }
        throw new AssertionError(topic + " is not in " + report);
    }

    private static JsonNode group(JsonNode report, String name) {
        for (JsonNode group : report.get("groups")) {
            if (group.get("group").asText().equals(name)) {
                return group;
            }
        }
        throw new AssertionError(name + " is not in " + report);
    }

    private JsonNode run(ExitCode expected, String... args) {
        return TwoSites.parse(
                cli(TwoSites.plus(args, "-o", "json")).expect(expected).out());
    }

    private CliRun cli(String... args) {
        return CliRun.in(
                directory,
                Map.of("XDG_STATE_HOME", directory.resolve("state").toString()),
                TwoSites.plus(args, "--from", "east", "--to", "west", "--timeout", "6s", "-c", config));
    }

    private BatonProcess mirror(String from, String to) {
        return BatonProcess.start("mirror", "--from", from, "--to", to, "-c", config);
    }

    private static long end(KafkaCluster cluster, String topic, int partition) {
        try {
            return new TestData(cluster).end(topic, partition);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private String config() throws IOException {
        String flow = "  - {from: %s, to: %s, topics: \"orders|returns\", replication.policy: default}\n";
        String text = """
            clusters:
              east:
                bootstrap.servers: %s
              west:
                bootstrap.servers: %s
            flows:
            """.formatted(east.bootstrap(), west.bootstrap())
                + flow.formatted("east", "west")
                + flow.formatted("west", "east");
        return Files.writeString(directory.resolve("baton.yaml"), text).toString();
    }
}
