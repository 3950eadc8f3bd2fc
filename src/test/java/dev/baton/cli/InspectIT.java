package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.TopicSpec;
import dev.baton.cluster.TopicWriter;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithClusters
class InspectIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final List<Integer> SHARDS = IntStream.range(0, 32).boxed().toList();

    private final KafkaCluster east;
    private final KafkaCluster west;

    InspectIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @BeforeAll
    static void mirrorSomething(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        try (Cluster source = connect(east);
                Cluster target = connect(west)) {
            TopicSpec orders = new TopicSpec("orders", 2, (short) 1, Map.of());
            source.topics().create(orders);
            source.topics().create(new TopicSpec("new", 1, (short) 1, Map.of()));
            source.topics().create(new TopicSpec("renewed", 1, (short) 1, Map.of()));
            source.topics().create(new TopicSpec("sunk", 1, (short) 1, Map.of()));
            target.topics().create(orders);
            target.topics().create(new TopicSpec("renewed", 1, (short) 1, Map.of()));
            target.topics().create(new TopicSpec("sunk", 1, (short) 1, Map.of()));
            write(source, "orders", 10);
            TopicPartition partition = new TopicPartition("orders", 0);
            source.groups().commit("billing", Map.of(partition, CommittedOffset.of(5, "")));
            write(target, "orders", 8);
            StateTopics.create(target, "east", (short) -1);
            Instant now = Instant.now();
            Map<String, String> ids = source.topics().ids(List.of("orders", "sunk"));
            Map<String, String> copies = target.topics().ids(List.of("orders", "renewed"));
            try (StateWriter writer = new StateWriter(target, "east")) {
                writer.write(List.of(
                        new FlowFacts("east", "west", source.clusterId(), target.clusterId(), "", 32, 1, 2, now),
                        mark("orders", ids, copies, 0, 8, now),
                        mark("orders", ids, copies, 1, 0, now),
                        mark("renewed", ids, copies, 0, 8, now),
                        mark("sunk", ids, copies, 0, 8, now),
                        new GroupSnapshot("billing", now, List.of(), List.of()),
                        new MirrorBeat("m-1", "host", now, SHARDS, now, now, 0, true, List.of())));
            }
            writeCheckpoints(target);
        }
    }

    @Test
    void shouldTellHowFarEachPartitionIsWhenBothAnswer() throws Exception {
        // When
        JsonNode status = json("status");
        JsonNode lag = json("lag");
        JsonNode offsets = json("offsets");
        // Then
        assertThat(status.path("source").path("reachable").asBoolean()).isTrue();
        assertThat(status.path("flow").path("from").asText()).isEqualTo("east");
        assertThat(status.path("progress").path("recordsBehind").asLong()).isEqualTo(2);
        assertThat(status.path("groups").path("covered").asInt()).isEqualTo(1);
        assertThat(lag.path("items").findValuesAsText("topic"))
                .containsExactly("new", "orders", "orders", "renewed", "sunk");
        JsonNode first = lag.path("items").get(1);
        assertThat(first.path("sourceEnd").asLong()).isEqualTo(10);
        assertThat(first.path("recordsBehind").asLong()).isEqualTo(2);
        assertThat(first.path("secondsBehind").isNumber()).isTrue();
        assertThat(lag.path("items").get(0).path("recordsBehind").isNull()).isTrue();
        assertThat(lag.path("items").get(2).path("secondsBehind").asLong()).isZero();
        JsonNode renewed = lag.path("items").get(3);
        assertThat(renewed.path("mirroredTo").isNull()).isTrue();
        assertThat(renewed.path("recordsBehind").isNull()).isTrue();
        assertThat(renewed.path("secondsBehind").isNull()).isTrue();
        assertThat(renewed.path("reason").asText()).contains("made anew on the source");
        JsonNode sunk = lag.path("items").get(4);
        assertThat(sunk.path("mirroredTo").isNull()).isTrue();
        assertThat(sunk.path("recordsBehind").isNull()).isTrue();
        assertThat(sunk.path("reason").asText()).contains("made anew on the target");
        assertThat(offsets.path("items").get(0).path("exact").asBoolean()).isTrue();
    }

    @Test
    @Trap("a")
    void shouldAnswerFromTheTargetInTimeWhenTheSourceIsDeadOrSilent() throws Exception {
        // Given
        List<Runnable> harms = List.of(east::pause, east::kill);
        for (Runnable harm : harms) {
            harm.run();
            for (String command : List.of("status", "lag", "offsets", "checkpoints")) {
                long start = System.nanoTime();
                // When
                JsonNode report = json(command);
                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(command)
                        .isLessThan(TIMEOUT.plusSeconds(3));
                if (command.equals("lag")) {
                    assertThat(report.path("sourceReachable").asBoolean()).isFalse();
                    assertThat(report.path("items").get(0).path("sourceEnd").asLong())
                            .isEqualTo(9);
                    assertThat(report.path("items").get(0).path("secondsBehind").isNull())
                            .isTrue();
                }
                if (command.equals("status")) {
                    assertThat(report.path("verdict").asText()).isEqualTo("source-unreachable");
                    assertThat(report.path("groups").path("uncovered").isNull()).isTrue();
                }
            }
        }
    }

    @Test
    void shouldEndWithFourAndInventNothingWhenBothAreDead() throws Exception {
        // Given
        east.kill();
        west.pause();
        // When
        CliRun status = run("status").expect(ExitCode.UNREACHABLE);
        // Then
        JsonNode report = new JsonMapper().readTree(status.out());
        assertThat(report.path("verdict").asText()).isEqualTo("unknown");
        assertThat(report.path("progress").path("recordsBehind").isNull()).isTrue();
        assertThat(status.err()).contains("cluster ").contains(west.bootstrap());
        for (String command : List.of("lag", "offsets", "checkpoints")) {
            assertThat(run(command).expect(ExitCode.UNREACHABLE).out()).isEmpty();
        }
    }

    @Test
    @Trap("f")
    void shouldSaySoWhenNothingWasMirroredOrNamesAreWrong(@TempDir Path directory) throws Exception {
        // When
        JsonNode reverse = new JsonMapper()
                .readTree(inspect("status", west.bootstrap(), east.bootstrap())
                        .expect(ExitCode.DONE)
                        .out());
        JsonNode unknown = new JsonMapper()
                .readTree(inspect("status", east.bootstrap(), west.bootstrap(), "--from", "south", "--to", "west")
                        .expect(ExitCode.DONE)
                        .out());
        CliRun same = inspect("status", west.bootstrap(), west.bootstrap());
        CliRun malformed = inspect("status", east.bootstrap(), "west-9092");
        CliRun misconfigured = inspect(
                "status",
                east.bootstrap(),
                west.bootstrap(),
                "--source-config",
                Files.writeString(
                                directory.resolve("east.properties"),
                                "security.protocol=SSL\nssl.truststore.location=/none.jks\n")
                        .toString());
        CliRun lost = inspect("status", "no-such-host.invalid:9092", west.bootstrap());
        // Then
        assertThat(reverse.path("verdict").asText()).isEqualTo("not-mirrored");
        assertThat(unknown.path("findings").toString()).contains("flows found there: from east, north");
        assertThat(same.expect(ExitCode.USAGE).err()).contains("one cluster");
        malformed.expect(ExitCode.USAGE);
        assertThat(misconfigured.expect(ExitCode.USAGE).out()).contains("source-unreachable");
        assertThat(lost.expect(ExitCode.DONE).out()).contains("does not resolve");
    }

    @Test
    void shouldSayWhetherAFailoverWouldGoWellAndWhatEachGroupMeets() throws Exception {
        // When
        CliRun run = run("readiness");
        JsonNode readiness =
                new JsonMapper().readTree(run.expect(ExitCode.INCOMPLETE).out());
        JsonNode groups = json("groups");
        // Then
        assertThat(readiness.path("ready").asBoolean()).isFalse();
        assertThat(readiness.path("findings").findValuesAsText("fact"))
                .anyMatch(fact -> fact.contains("new is not on the target"))
                .anyMatch(fact -> fact.contains("group billing"));
        assertThat(readiness.path("checks").toString())
                .contains("reachability", "mirror", "lag", "groups", "partitions", "topic-configs", "offset-expiry");
        assertThat(readiness.path("notChecked").toString()).contains("rights");
        JsonNode billing = groups.path("items").get(0);
        assertThat(billing.path("group").asText()).isEqualTo("billing");
        assertThat(billing.path("groupKind").asText()).isEqualTo("simple");
        assertThat(billing.path("partitions").asInt()).isEqualTo(1);
        assertThat(billing.path("outlook").asText()).isNotEqualTo("nothing");
    }

    @Test
    void shouldDecodeSyncsAndHeartbeatsWhereTheyLie() throws Exception {
        // When
        JsonNode syncs = json("syncs");
        JsonNode heartbeats = json("heartbeats");
        // Then
        assertThat(syncs.path("items").findValuesAsText("upstreamOffset")).containsExactly("4");
        assertThat(syncs.path("items").get(0).path("cluster").asText()).isEqualTo("target");
        assertThat(syncs.path("topics").get(0).path("skipped").asInt()).isEqualTo(1);
        assertThat(heartbeats.path("items").findValuesAsText("source")).containsExactly("east");
    }

    @Test
    @Trap("36")
    void shouldDecodeCheckpointsOfEveryFlowWhenTopicsAreOdd() throws Exception {
        // When
        JsonNode report = json("checkpoints");
        JsonNode chosen = new JsonMapper()
                .readTree(inspect("checkpoints", east.bootstrap(), west.bootstrap(), "--from", "north", "--to", "west")
                        .expect(ExitCode.DONE)
                        .out());
        // Then
        assertThat(report.path("items").findValuesAsText("group")).containsExactly("billing", "audit");
        JsonNode billing = report.path("items").get(0);
        assertThat(billing.path("upstreamOffset").asLong()).isEqualTo(200);
        assertThat(billing.path("downstreamOffset").asLong()).isEqualTo(190);
        assertThat(billing.path("metadata").asText()).isEqualTo("note");
        assertThat(report.path("topics").get(0).path("skipped").asInt()).isEqualTo(2);
        assertThat(chosen.path("items").findValuesAsText("group")).containsExactly("audit");
    }

    @Test
    void shouldTakeMirrorMakersWordWhenBatonNeverMirrored() throws Exception {
        // When
        JsonNode lag = new JsonMapper()
                .readTree(inspect("lag", east.bootstrap(), west.bootstrap(), "--from", "north", "--to", "west")
                        .expect(ExitCode.DONE)
                        .out());
        JsonNode status = new JsonMapper()
                .readTree(inspect("status", east.bootstrap(), west.bootstrap(), "--from", "north", "--to", "west")
                        .expect(ExitCode.DONE)
                        .out());
        // Then
        JsonNode orders = lag.path("items").get(1);
        assertThat(orders.path("mirroredTo").asLong()).isEqualTo(6);
        assertThat(orders.path("recordsBehind").asLong()).isEqualTo(4);
        assertThat(orders.path("targetEnd").asLong()).isEqualTo(8);
        assertThat(orders.path("reason").asText()).contains("MirrorMaker 2");
        assertThat(status.path("verdict").asText()).isEqualTo("mirrormaker2");
        assertThat(status.path("groups").path("uncovered")).hasSize(1);
    }

    private static void writeCheckpoints(Cluster target) {
        target.topics().create(new TopicSpec("mm2-offsets.north.internal", 1, (short) 1, Map.of()));
        try (TopicWriter writer = target.records().writer("mm2-offsets.north.internal")) {
            writer.write(
                    utf8("[\"MirrorSourceConnector\",{\"cluster\":\"north\",\"partition\":0,\"topic\":\"orders\"}]"),
                    utf8("{\"offset\":5}"));
            writer.write(utf8("not json"), utf8("{"));
        }
        target.topics().create(new TopicSpec("mm2-offset-syncs.east.internal", 1, (short) 1, Map.of()));
        try (TopicWriter writer = target.records().writer("mm2-offset-syncs.east.internal")) {
            writer.write(
                    sync("orders"),
                    ByteBuffer.allocate(16).putLong(4).putLong(4).array());
            writer.write(utf8("foreign"), new byte[] {1});
        }
        target.topics().create(new TopicSpec("east.heartbeats", 1, (short) 1, Map.of()));
        try (TopicWriter writer = target.records().writer("east.heartbeats")) {
            writer.write(
                    bytes(new Struct(Heartbeat.KEY_SCHEMA)
                            .set(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY, "east")
                            .set(Heartbeat.TARGET_CLUSTER_ALIAS_KEY, "west")),
                    ByteBuffer.allocate(10).putShort((short) 0).putLong(1_000).array());
        }
        target.topics().create(new TopicSpec("east.checkpoints.internal", 2, (short) 1, Map.of()));
        target.topics().create(new TopicSpec("north_checkpoints_internal", 1, (short) 1, Map.of()));
        try (TopicWriter writer = target.records().writer("east.checkpoints.internal")) {
            writer.write(1, key("billing"), value((short) 0, 100, 90));
            writer.write(1, key("billing"), value((short) 0, 200, 190));
            writer.write(0, key("gone"), value((short) 0, 5, 5));
            writer.write(0, key("gone"), null);
            writer.write(0, key("later"), value((short) 7, 1, 1));
            writer.write(0, "foreign".getBytes(StandardCharsets.UTF_8), new byte[] {0});
        }
        try (TopicWriter writer = target.records().writer("north_checkpoints_internal")) {
            writer.write(key("audit"), value((short) 0, 3, 2));
        }
    }

    private static byte[] sync(String topic) {
        byte[] name = utf8(topic);
        return ByteBuffer.allocate(2 + name.length + 4)
                .putShort((short) name.length)
                .put(name)
                .putInt(0)
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(String group) {
        return bytes(new Struct(Checkpoint.KEY_SCHEMA)
                .set(Checkpoint.CONSUMER_GROUP_ID_KEY, group)
                .set(Checkpoint.TOPIC_KEY, "orders")
                .set(Checkpoint.PARTITION_KEY, 0));
    }

    private static byte[] value(short version, long upstream, long downstream) {
        Struct header = new Struct(Checkpoint.HEADER_SCHEMA).set(Checkpoint.VERSION_KEY, version);
        Struct body = new Struct(Checkpoint.VALUE_SCHEMA_V0)
                .set(Checkpoint.UPSTREAM_OFFSET_KEY, upstream)
                .set(Checkpoint.DOWNSTREAM_OFFSET_KEY, downstream)
                .set(Checkpoint.METADATA_KEY, "note");
        byte[] first = bytes(header);
        byte[] second = bytes(body);
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] bytes(Struct struct) {
        Schema schema = struct.schema();
        ByteBuffer buffer = ByteBuffer.allocate(schema.sizeOf(struct));
        struct.writeTo(buffer);
        return buffer.array();
    }

    private JsonNode json(String command) throws Exception {
        return new JsonMapper().readTree(run(command).expect(ExitCode.DONE).out());
    }

    private CliRun run(String command) {
        return inspect(command, east.bootstrap(), west.bootstrap());
    }

    private static CliRun inspect(String command, String source, String target, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "inspect",
                command,
                "-o",
                "json",
                "--timeout",
                TIMEOUT.toSeconds() + "s",
                "--source-bootstrap",
                source));
        args.addAll(List.of("--target-bootstrap", target));
        args.addAll(List.of(more));
        return CliRun.of(args.toArray(String[]::new));
    }

    /** Of a topic that has another id by now, where none is given. */
    private static Mark mark(
            String topic,
            Map<String, String> sourceIds,
            Map<String, String> targetIds,
            int partition,
            long offset,
            Instant now) {
        String deleted = "of the topic that was deleted";
        Long end = partition == 0 ? 9L : 0L;
        return new Mark(
                topic,
                partition,
                topic,
                sourceIds.getOrDefault(topic, deleted),
                targetIds.getOrDefault(topic, deleted),
                Mark.Mode.PRESERVED,
                offset,
                offset,
                offset,
                0,
                0,
                end,
                end,
                now.toEpochMilli(),
                now);
    }

    private static void write(Cluster cluster, String topic, int count) {
        try (TopicWriter writer = cluster.records().writer(topic)) {
            for (int i = 0; i < count; i++) {
                writer.send(0, new byte[] {(byte) i}, new byte[] {(byte) i});
            }
            writer.flush();
        }
    }

    private static Cluster connect(KafkaCluster cluster) {
        return Cluster.connect(cluster.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }
}
