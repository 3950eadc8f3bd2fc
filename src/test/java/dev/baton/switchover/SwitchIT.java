package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.render.Golden;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Switches on two real clusters whose mirror is played by the test: it writes the state that a mirror would leave. */
@WithClusters
class SwitchIT {
    private static final int RECORDS = 100;
    private static final long FIRST_TIME = System.currentTimeMillis() - RECORDS;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path directory;

    SwitchIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSwitchFromTheTargetAloneWhenTheSourceIsGone() throws Exception {
        // Given
        String topic = mirrored("gone");
        snapshot("gone-app", topic, 40, List.of());
        east.kill();

        // When
        JsonNode dry = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app");
        Map<TopicPartition, OffsetAndMetadata> before = committed("gone-app");
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app", "--execute");
        JsonNode again = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "gone-app", "--execute");

        // Then
        assertThat(dry.at("/groups/0/result").asText()).isEqualTo("planned");
        assertThat(before).isEmpty();
        assertThat(report.at("/groups/0/result").asText()).isEqualTo("switched");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(40);
        assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("exact");
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
        assertThat(report.at("/rpo/exact").asBoolean()).isFalse();
        assertThat(committed("gone-app").get(new TopicPartition(topic, 0)))
                .isEqualTo(new OffsetAndMetadata(40, "kept"));
        assertThat(again.at("/groups/0/result").asText()).isEqualTo("unchanged");
        Golden.matchesSchema("SwitchReport", report.toString());
    }

    @Test
    void shouldWriteTheSwitchedGenerationAndTheJournalWhenExecuted() throws Exception {
        // Given
        String topic = mirrored("fenced");
        snapshot("fenced-app", topic, 10, List.of());

        // When
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "fenced-app", "--execute");

        // Then
        try (Cluster target = target()) {
            var switched = new StateReader(target).read("east").switched();
            assertThat(switched.switchId()).isEqualTo(report.get("id").asText());
            assertThat(switched.groups()).contains("fenced-app");
            assertThat(switched.topics()).contains(topic);
        }
        JsonNode list = run(ExitCode.DONE, "switch", "list");
        Golden.matchesSchema("SwitchList", list.toString());
        assertThat(list.get("items").findValuesAsText("id"))
                .contains(report.get("id").asText());
        JsonNode shown = run(ExitCode.DONE, "switch", "show", report.get("id").asText());
        assertThat(shown).isEqualTo(report);
        assertThat(directory.resolve("state/baton/switch-" + report.get("id").asText() + ".jsonl"))
                .exists();
    }

    @Test
    void trap23_shouldRefuseAndNameTheMembersWhenTheGroupIsActiveOnTheTarget() throws Exception {
        // Given
        String topic = mirrored("active");
        snapshot("active-app", topic, 10, List.of());
        try (KafkaConsumer<String, String> member = member("active-app", topic)) {
            // When
            CliRun refused = cli("switch", "--mode", "failover", "--group", "active-app", "--execute", "-o", "json");

            // Then
            refused.expect(ExitCode.REFUSED);
            JsonNode group = json.readTree(refused.out()).at("/groups/0");
            assertThat(group.get("result").asText()).isEqualTo("skipped");
            assertThat(group.get("reason").asText()).contains("active on the target", "the-member@");
        }
    }

    @Test
    void trap35_shouldRefuseWhenTheGroupMadeProgressOnTheTargetUnlessAllowed() throws Exception {
        // Given
        String topic = mirrored("foreign");
        snapshot("foreign-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
        commit(west, "foreign-app", topic, 77);

        // When
        JsonNode refused = run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "foreign-app", "--execute");
        long kept = committed("foreign-app").get(new TopicPartition(topic, 0)).offset();
        run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "foreign-app", "--allow-rewind", "--execute");

        // Then
        assertThat(refused.at("/groups/0/reason").asText()).contains("committed at 77", "--allow-rewind");
        assertThat(kept).isEqualTo(77);
        assertThat(committed("foreign-app").get(new TopicPartition(topic, 0)).offset())
                .isEqualTo(40);
    }

    @Test
    void shouldGoOnFromWhatTheMirrorCommittedWithoutAnyFlag() throws Exception {
        // Given
        String topic = mirrored("intended");
        snapshot("intended-app", topic, 40, List.of(new GroupSnapshot.Commit(topic, 0, 30, null)));
        commit(west, "intended-app", topic, 30);

        // When
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "intended-app", "--execute");

        // Then
        assertThat(report.at("/groups/0/partitions/0/previous").asLong()).isEqualTo(30);
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(40);
    }

    @Test
    void shouldWaitForALiveMirrorToAcknowledge() throws Exception {
        // Given
        String topic = mirrored("live");
        snapshot("live-app", topic, 40, List.of());
        CompletableFuture<Void> mirror = CompletableFuture.runAsync(this::beatUntilAcknowledged);

        // When
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "live-app", "--execute");

        // Then
        mirror.join();
        assertThat(report.at("/steps/1/step").asText()).isEqualTo("await-mirrors");
        assertThat(report.at("/steps/1/detail").asText()).isEqualTo("1 acknowledged");
    }

    @Test
    void shouldSwitchTheOthersWhenOneGroupIsUnknown() throws Exception {
        // Given
        String topic = mirrored("mixed");
        snapshot("mixed-known", topic, 40, List.of());
        create(east, "mixed-unmarked");
        create(west, "mixed-unmarked");
        produce(west, "mixed-unmarked", 5);
        snapshot("mixed-unknown", "mixed-unmarked", 3, List.of());
        east.kill();
        String[] both = {"switch", "--mode", "failover", "--group", "mixed-known", "--group", "mixed-unknown"};

        // When
        JsonNode report = run(ExitCode.INCOMPLETE, plus(both, "--execute"));
        JsonNode earliest = run(ExitCode.DONE, plus(both, "--unknown", "earliest", "--execute"));

        // Then
        assertThat(report.at("/groups").findValuesAsText("result")).containsExactly("switched", "skipped");
        assertThat(earliest.at("/groups").findValuesAsText("result")).containsExactly("unchanged", "switched");
        assertThat(earliest.at("/groups/1/partitions/0/applied").asLong()).isZero();
    }

    @Test
    void shouldRunASavedPlan() throws Exception {
        // Given
        String topic = mirrored("saved");
        snapshot("saved-app", topic, 12, List.of());
        run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "saved-app", "--out", "plan.yaml");

        // When
        JsonNode report = run(ExitCode.DONE, "switch", "--plan", "plan.yaml", "--execute");

        // Then
        assertThat(Files.readString(directory.resolve("plan.yaml"))).contains("group: saved-app", "next: 12");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(12);
    }

    @Test
    void shouldComeToTheSameEndWhenKilledAndRunAgain() throws Exception {
        // Given
        String topic = mirrored("killed");
        snapshot("killed-app", topic, 12, List.of());
        cli("config", "check");
        String[] command = {
            "switch",
            "--mode",
            "failover",
            "--group",
            "killed-app",
            "--execute",
            "--timeout",
            "6s",
            "-c",
            directory.resolve("baton.yaml").toString()
        };

        // When
        for (int tries = 0; tries < 3; tries++) {
            try (BatonProcess baton = BatonProcess.start(state(), "", command)) {
                int step = tries;
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !baton.isAlive() || baton.err().lines().count() > 2L * step);
                baton.kill();
            }
        }
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "killed-app", "--execute");

        // Then
        assertThat(report.at("/groups/0/result").asText()).isIn("switched", "unchanged");
        assertThat(committed("killed-app").get(new TopicPartition(topic, 0)).offset())
                .isEqualTo(12);
    }

    @Test
    void shouldNeedTheSourceWhenPlanned() throws Exception {
        // Given
        String topic = mirrored("dead");
        snapshot("dead-app", topic, 12, List.of());
        east.kill();

        // When
        CliRun run = cli("switch", "--mode", "planned", "--group", "dead-app");

        // Then
        run.expect(ExitCode.UNREACHABLE);
    }

    @Test
    void shouldSwitchExactlyWhenPlannedAndDrained() throws Exception {
        // Given
        String topic = mirrored("planned");
        commit(east, "planned-app", topic, RECORDS);

        // When
        JsonNode report = run(ExitCode.DONE, "switch", "--mode", "planned", "--group", "planned-app", "--execute");

        // Then
        assertThat(report.at("/steps/0/step").asText()).isEqualTo("drain");
        assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(RECORDS);
        assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
    }

    @Test
    void trap24_shouldRefuseAPlannedSwitchWhenTheGroupIsActiveOnTheSource() throws Exception {
        // Given
        String topic = mirrored("busy");
        commit(east, "busy-app", topic, 5);
        try (KafkaConsumer<String, String> member = member(east, "busy-app", topic)) {
            // When
            JsonNode report = run(ExitCode.REFUSED, "switch", "--mode", "planned", "--group", "busy-app", "--execute");

            // Then
            assertThat(report.at("/groups/0/reason").asText()).contains("active on the source");
        }
    }

    @Test
    void trap33_shouldSayThatThereIsNothingToTranslateWhenAGroupNeverCommitted() throws Exception {
        // Given
        mirrored("nothing");

        // When
        CliRun run = cli("translate", "--group", "nobody");

        // Then
        run.expect(ExitCode.INCOMPLETE);
        assertThat(run.err()).contains("group nobody: nothing to translate");
    }

    @Test
    void shouldTranslateWithAndWithoutTheSource() throws Exception {
        // Given
        String topic = mirrored("both");
        snapshot("both-app", topic, 33, List.of());
        commit(east, "both-app", topic, 34);

        // When
        JsonNode alive = run(ExitCode.DONE, "translate", "--group", "both-app");
        east.kill();
        JsonNode dead = run(ExitCode.DONE, "translate", "--group", "both-app");

        // Then
        Golden.matchesSchema("Translations", alive.toString());
        Golden.matchesSchema("Translations", dead.toString());
        assertThat(alive.at("/items/0/target").asLong()).isEqualTo(34);
        assertThat(alive.at("/items/0/committedFrom").asText()).isEqualTo("source");
        assertThat(dead.at("/items/0/target").asLong()).isEqualTo(33);
        assertThat(dead.at("/items/0/committedFrom").asText()).isEqualTo("snapshot");
        assertThat(dead.at("/items/0/rereadIfCommitsUnseen").asLong()).isEqualTo(RECORDS - 33);
        assertThat(dead.get("sourceReachable").asBoolean()).isFalse();
    }

    private void beatUntilAcknowledged() {
        try (Cluster target = target();
                StateWriter writer = new StateWriter(target, "east")) {
            for (int i = 0; i < 100; i++) {
                long generation =
                        new StateReader(target).read("east").switched().generation();
                Instant now = Instant.now();
                MirrorBeat beat =
                        new MirrorBeat("m", "h", now, List.of(), now, null, i < 3 ? 0 : generation, true, List.of());
                writer.write(beat);
                if (i > 3 && generation > 0) {
                    Thread.sleep(3_000);
                    writer.remove(beat);
                    return;
                }
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A topic with the same records on both sides, marked as a mirror would mark it. */
    private String mirrored(String topic) throws Exception {
        create(east, topic);
        create(west, topic);
        produce(east, topic, RECORDS);
        produce(west, topic, RECORDS);
        try (Cluster source = Cluster.connect(east.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                Cluster target = target()) {
            StateTopics.create(target, "east", (short) 1);
            Instant now = Instant.now();
            try (StateWriter writer = new StateWriter(target, "east")) {
                writer.write(new FlowFacts(
                        "east", "west", source.clusterId(), target.clusterId(), "", InternalTopics.SHARDS, 1, 2, now));
                writer.write(new Mark(
                        topic,
                        0,
                        topic,
                        source.topics().find(topic).orElseThrow().id(),
                        target.topics().find(topic).orElseThrow().id(),
                        Mark.Mode.PRESERVED,
                        RECORDS,
                        RECORDS,
                        RECORDS,
                        0,
                        0,
                        (long) RECORDS,
                        (long) RECORDS,
                        now.toEpochMilli(),
                        now));
            }
        }
        return topic;
    }

    private void snapshot(String group, String topic, long offset, List<GroupSnapshot.Commit> intended) {
        try (Cluster target = target();
                StateWriter writer = new StateWriter(target, "east")) {
            writer.write(new GroupSnapshot(
                    group, Instant.now(), List.of(new GroupSnapshot.Commit(topic, 0, offset, "kept")), intended));
        }
        if (east.isUp()) {
            commit(east, group, topic, offset, "kept");
        }
    }

    private Cluster target() {
        return Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }

    private JsonNode run(ExitCode expected, String... args) throws IOException {
        CliRun run = cli(plus(args, "-o", "json"));
        run.expect(expected);
        return json.readTree(run.out());
    }

    private CliRun cli(String... args) throws IOException {
        Files.writeString(directory.resolve("baton.yaml"), """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                """.formatted(east.bootstrap(), west.bootstrap()));
        String[] all = plus(args, "--timeout", "6s");
        return CliRun.in(directory, state(), all);
    }

    private Map<String, String> state() {
        return Map.of("XDG_STATE_HOME", directory.resolve("state").toString());
    }

    private static String[] plus(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        }
    }

    private static void commit(KafkaCluster cluster, String group, String topic, long offset) {
        commit(cluster, group, topic, offset, "");
    }

    private static void commit(KafkaCluster cluster, String group, String topic, long offset, String metadata) {
        try (Admin admin = cluster.admin()) {
            admin.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset, metadata)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private KafkaConsumer<String, String> member(String group, String topic) {
        return member(west, group, topic);
    }

    private static KafkaConsumer<String, String> member(KafkaCluster cluster, String group, String topic) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                cluster.clientProperties(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        "client.id",
                        "the-member",
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(topic));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(100));
        }
        return consumer;
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void produce(KafkaCluster cluster, String topic, int count) {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, FIRST_TIME + i, "k" + i, "v" + i));
            }
            producer.flush();
        }
    }
}
