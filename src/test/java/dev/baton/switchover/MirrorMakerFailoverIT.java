package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real MirrorMaker 2 mirrors; Baton reads what it wrote. On a plain topic that it copied from the start source and target
 * offsets are the same, so the right answer is known: the committed offset itself.
 */
@WithClusters
class MirrorMakerFailoverIT {
    private static final int RECORDS = 5_000;
    private static final List<Integer> BEHIND = List.of(0, 100, 1_000);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorMakerFailoverIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Trap({"2", "31", "32"})
    void shouldTranslateAndSwitchWhatADefaultMirrorWrote() throws Exception {
        // Given
        new TestData(east).create("orders", 1, Map.of()).produce("orders", 0, RECORDS, System.currentTimeMillis());
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, overrides("orders"))) {
            awaitCheckpoints("orders");

            // When
            JsonNode checkpoints = run("default", ExitCode.DONE, "inspect", "checkpoints");
            JsonNode alive = run("default", ExitCode.DONE, "translate", groups("orders"));
            JsonNode content =
                    run("default", ExitCode.DONE, "translate", groups("orders"), new String[] {"--by", "content"});
            east.kill();
            peer.kill();
            JsonNode dead = run("default", ExitCode.DONE, "translate", groups("orders"));
            CliRun csv = cli("default", "-o", "csv", "translate", groups("orders"));
            JsonNode report = run("default", ExitCode.DONE, "switch", groups("orders"), failover());

            // Then
            assertThat(checkpoints.get("items").findValuesAsText("group")).contains("orders-0", "orders-100");
            assertSafe(alive, "source");
            assertExact(alive);
            assertExact(content);
            assertThat(itemOf(alive, "orders-0").get("confidence").asText()).isEqualTo("exact");
            assertThat(itemOf(alive, "orders-0").get("targetTopic").asText()).isEqualTo("east.orders");
            assertSafe(dead, "checkpoint");
            assertReadableByKafkaConsumerGroups(csv.expect(ExitCode.DONE).out(), dead);
            assertSwitched(report, dead, "east.orders");
        }
    }

    @Test
    @Tag("long")
    void shouldTranslateAndSwitchWhatAnIdentityMirrorWroteWithSyncsOnTheTarget() throws Exception {
        // Given
        new TestData(east).create("ident", 1, Map.of()).produce("ident", 0, RECORDS, System.currentTimeMillis());
        Map<String, String> overrides = new HashMap<>(overrides("ident"));
        overrides.put(
                "east->west.replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        overrides.put("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        overrides.put("offset-syncs.topic.location", "target");
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, overrides)) {
            awaitCheckpoints("ident");

            // When
            JsonNode alive = run("identity", ExitCode.DONE, "translate", groups("ident"));
            east.kill();
            peer.kill();
            JsonNode dead = run("identity", ExitCode.DONE, "translate", groups("ident"));
            JsonNode report = run("identity", ExitCode.DONE, "switch", groups("ident"), failover());

            // Then
            assertExact(alive);
            assertSafe(dead, "checkpoint");
            assertThat(itemOf(dead, "ident-0").get("confidence").asText()).isEqualTo("exact");
            assertSwitched(report, dead, "ident");
        }
    }

    private void assertSafe(JsonNode translations, String from) {
        for (int behind : BEHIND) {
            JsonNode item = item(translations, behind);
            long right = RECORDS - behind;
            assertThat(item.get("committedFrom").asText()).isEqualTo(from);
            assertThat(item.get("committed").asLong()).isEqualTo(right);
            assertThat(item.get("target").asLong()).as(item.toString()).isLessThanOrEqualTo(right);
            assertThat(right - item.get("target").asLong())
                    .as(item.toString())
                    .isLessThanOrEqualTo(item.get("rereadAtMost").asLong());
        }
    }

    private void assertExact(JsonNode translations) {
        for (int behind : BEHIND) {
            JsonNode item = item(translations, behind);
            assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("exact");
            assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(RECORDS - behind);
        }
    }

    private void assertSwitched(JsonNode report, JsonNode translations, String targetTopic) throws Exception {
        try (Admin admin = west.admin()) {
            for (JsonNode item : translations.get("items")) {
                OffsetAndMetadata committed = admin.listConsumerGroupOffsets(
                                item.get("group").asText())
                        .partitionsToOffsetAndMetadata()
                        .get(20, TimeUnit.SECONDS)
                        .get(new TopicPartition(targetTopic, 0));
                assertThat(committed.offset()).isEqualTo(item.get("target").asLong());
                assertThat(committed.leaderEpoch()).as("trap 31").isEmpty();
                assertThat(committed.metadata()).as("trap 32").isEqualTo("kept");
            }
        }
        assertThat(report.at("/rpo/unmirroredAtLeast").isNull()).isTrue();
        assertThat(report.at("/steps/0/result").asText()).isEqualTo("skipped");
    }

    private void assertReadableByKafkaConsumerGroups(String csv, JsonNode translations) throws Exception {
        Path file = Files.writeString(directory.resolve("offsets.csv"), csv);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                "--bootstrap-server",
                west.bootstrap(),
                "--reset-offsets",
                "--dry-run",
                "--from-file",
                file.toString()));
        BEHIND.forEach(behind -> command.addAll(List.of("--group", "orders-" + behind)));
        File output = directory.resolve("tool.txt").toFile();
        Process tool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output.toPath());
        for (JsonNode item : translations.get("items")) {
            assertThat(printed)
                    .containsPattern(item.get("group").asText() + "\\s+east.orders\\s+0\\s+"
                            + item.get("target").asLong());
        }
    }

    private JsonNode item(JsonNode translations, int behind) {
        for (JsonNode item : translations.get("items")) {
            if (item.get("group").asText().endsWith("-" + behind)) {
                return item;
            }
        }
        throw new AssertionError("no item of the group " + behind + " behind in " + translations);
    }

    private JsonNode itemOf(JsonNode translations, String group) {
        for (JsonNode item : translations.get("items")) {
            if (item.get("group").asText().equals(group)) {
                return item;
            }
        }
        throw new AssertionError("no item of " + group + " in " + translations);
    }

    /** Waits until every group has a checkpoint, and the last record a sync: MirrorMaker 2 writes that one late. */
    private void awaitCheckpoints(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            for (int behind : BEHIND) {
                admin.alterConsumerGroupOffsets(
                                topic + "-" + behind,
                                Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(RECORDS - behind, "kept")))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
        }
        String policy = topic.equals("ident") ? "identity" : "default";
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    CliRun run = cli(policy, "-o", "json", "inspect", "checkpoints");
                    return run.code() == ExitCode.DONE
                            && BEHIND.stream().allMatch(behind -> isCheckpointed(run.out(), topic, behind));
                });
    }

    private boolean isCheckpointed(String report, String topic, int behind) {
        for (JsonNode item : TwoSites.parse(report).get("items")) {
            if (item.get("group").asText().equals(topic + "-" + behind)
                    && item.get("upstreamOffset").asLong() == RECORDS - behind
                    && (behind > 0 || item.get("downstreamOffset").asLong() == RECORDS)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> overrides(String topic) {
        return Map.of("east->west.topics", topic, "groups", topic + "-.*", "west.offset.flush.interval.ms", "2000");
    }

    private static String[] groups(String topic) {
        List<String> groups = new ArrayList<>();
        BEHIND.forEach(behind -> groups.addAll(List.of("--group", topic + "-" + behind)));
        return groups.toArray(String[]::new);
    }

    private static String[] failover() {
        return new String[] {"--mode", "failover", "--execute"};
    }

    private JsonNode run(String policy, ExitCode expected, String command, String... more) {
        return run(policy, expected, command, more, new String[0]);
    }

    private JsonNode run(String policy, ExitCode expected, String command, String[] more, String[] evenMore) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        all.addAll(List.of(evenMore));
        all.addAll(List.of("-o", "json"));
        return TwoSites.parse(cli(policy, all).expect(expected).out());
    }

    private CliRun cli(String policy, String option, String value, String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        all.addAll(List.of(option, value));
        return cli(policy, all);
    }

    private CliRun cli(String policy, List<String> args) {
        return new TwoSites(east, west, directory)
                .with("replication.policy", policy)
                .cli(args.toArray(String[]::new));
    }
}
