package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowState;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on Baton's own mirror: the active cluster dies, each group goes on with its very next record. */
@WithClusters
class FailoverIT {
    private static final int RECORDS = 3_000;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path directory;

    FailoverIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldGoOnWithTheVeryNextRecordWhenTheSourceDies() throws Exception {
        // Given
        create("plain", Map.of());
        create("ledger", Map.of());
        create("compacted", Map.of("cleanup.policy", "compact"));
        produce("plain");
        produceInTransactions("ledger");
        produce("compacted");
        Map<String, Long> standing =
                Map.of("caught-up", end(east, "plain"), "behind", 1_000L, "transactional", 1_501L, "mapped", 2_345L);
        commit("caught-up", "plain", standing.get("caught-up"));
        commit("behind", "plain", standing.get("behind"));
        commit("transactional", "ledger", standing.get("transactional"));
        commit("mapped", "compacted", standing.get("mapped"));
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config().toString())) {
            awaitCarriedOver(List.copyOf(standing.keySet()));
            Map<String, String> next = Map.of(
                    "behind", valueAt(east, "plain", standing.get("behind")),
                    "transactional", valueAt(east, "ledger", standing.get("transactional")),
                    "mapped", valueAt(east, "compacted", standing.get("mapped")));

            // When
            east.kill();
            List<String> command = new ArrayList<>(List.of("switch", "--mode", "failover", "--execute"));
            standing.keySet().forEach(group -> command.addAll(List.of("--group", group)));
            JsonNode report = run(command.toArray(String[]::new));

            // Then
            assertThat(report.get("groups")).hasSize(standing.size());
            for (JsonNode group : report.get("groups")) {
                assertThat(group.get("result").asText()).isIn("switched", "unchanged");
                JsonNode partition = group.at("/partitions/0");
                assertThat(partition.get("confidence").asText()).isEqualTo("exact");
                assertThat(partition.get("rereadAtMost").asLong()).isZero();
                assertThat(partition.get("unmirrored").asLong()).isZero();
                String name = group.get("group").asText();
                if (next.containsKey(name)) {
                    String topic = partition.get("topic").asText();
                    assertThat(valueAt(west, topic, committed(name, topic)))
                            .as(name)
                            .isEqualTo(next.get(name));
                }
            }
            assertThat(committed("caught-up", "plain")).isEqualTo(end(west, "plain"));
            assertThat(report.at("/steps/1/detail").asText()).isEqualTo("1 acknowledged");
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertNothingIsMirroredAfterwards();
        }
    }

    @Test
    void shouldLoseNothingAndKeepItsBoundWhenTheMirrorDiesWithTheSource() throws Exception {
        // Given
        create("live", Map.of());
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config().toString());
                var producer = new KafkaProducer<>(
                        east.clientProperties("linger.ms", 2), new StringSerializer(), new StringSerializer());
                Admin admin = east.admin()) {
            // When
            long enough = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            for (long next = 0; System.nanoTime() < enough && next < 4_000; next++) {
                producer.send(new ProducerRecord<>("live", 0, "k", "live-" + next))
                        .get(20, TimeUnit.SECONDS);
                if (next % 10 == 9) {
                    commit(admin, "live-app", "live", next + 1);
                }
                boolean carriedOver = next % 50 == 0 && !translated("live-app").isEmpty();
                if (carriedOver && next > 500) {
                    break;
                }
            }
            mirror.kill();
            east.kill();
            JsonNode report = run("switch", "--mode", "failover", "--group", "live-app", "--execute");

            // Then
            JsonNode partition = report.at("/groups/0/partitions/0");
            long applied = partition.get("applied").asLong();
            try (Cluster target =
                    Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
                FlowState state = new StateReader(target).read("east");
                long seen = state.groups().get("live-app").commits().get(0).offset();
                assertThat(applied).as(report.toString()).isLessThanOrEqualTo(seen);
                assertThat(seen - applied)
                        .isLessThanOrEqualTo(partition.get("rereadAtMost").asLong()
                                + partition.get("unmirrored").asLong());
            }
            assertThat(valueAt(west, "live", applied - 1)).isEqualTo("live-" + (applied - 1));
        }
    }

    @Test
    void shouldLoseAndRepeatNothingWhenPlanned() throws Exception {
        // Given
        create("planned", Map.of());
        produceInTransactions("planned");
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config().toString())) {
            commit("planned-app", "planned", 1_501);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> mirror.isAlive() && !translated("planned-app").isEmpty());

            // When
            JsonNode report = run("switch", "--mode", "planned", "--group", "planned-app", "--execute");

            // Then
            assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("exact");
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
            assertThat(valueAt(west, "planned", committed("planned-app", "planned")))
                    .isEqualTo(valueAt(east, "planned", 1_501));
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> translated(String group) throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** The old source comes back with new records: none of them may land behind what applications now write. */
    private void assertNothingIsMirroredAfterwards() throws Exception {
        long before = end(west, "plain");
        east.revive();
        produce("plain");
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> end(west, "plain") == before);
    }

    private void awaitCarriedOver(List<String> groups) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (String group : groups) {
                        if (translated(group).isEmpty()) {
                            return false;
                        }
                    }
                    JsonNode translations = json.readTree(
                            cli("translate", "--all-groups", "-o", "json").out());
                    JsonNode lag =
                            json.readTree(cli("inspect", "lag", "-o", "json").out());
                    return List.of("plain", "ledger", "compacted").stream().allMatch(topic -> isCovered(lag, topic))
                            && groupsOf(translations).containsAll(groups);
                });
    }

    private static boolean isCovered(JsonNode lag, String topic) {
        for (JsonNode item : lag.get("items")) {
            if (item.get("topic").asText().equals(topic)) {
                return item.get("recordsBehind").asText().equals("0");
            }
        }
        return false;
    }

    private static List<String> groupsOf(JsonNode translated) {
        List<String> exact = new ArrayList<>();
        for (JsonNode item : translated.get("items")) {
            if (item.get("confidence").asText().equals("exact")) {
                exact.add(item.get("group").asText());
            }
        }
        return exact;
    }

    private void create(String topic, Map<String, String> configs) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private void produce(String topic) {
        try (var producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 5, "compression.type", "lz4"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, "k" + i, topic + "-" + i));
            }
            producer.flush();
        }
    }

    /** Ten records a transaction, every fifth aborted. */
    private void produceInTransactions(String topic) {
        try (var producer = new KafkaProducer<>(
                east.clientProperties(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction < RECORDS / 10; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 10; i++) {
                    var unused =
                            producer.send(new ProducerRecord<>(topic, 0, "k", topic + "-" + transaction + "-" + i));
                }
                producer.flush();
                if (transaction % 5 == 4) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private void commit(String group, String topic, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            commit(admin, group, topic, offset);
        }
    }

    private static void commit(Admin admin, String group, String topic, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                .all()
                .get(20, TimeUnit.SECONDS);
    }

    private long committed(String group, String topic) throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(new TopicPartition(topic, 0))
                    .offset();
        }
    }

    private static long end(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    /** The record that a group reads first which stands there. */
    private static String valueAt(KafkaCluster cluster, String topic, long offset) {
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties("isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            for (int i = 0; i < 100; i++) {
                var records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    return records.iterator().next().value();
                }
            }
            throw new AssertionError("no record at or after " + offset + " of " + topic);
        }
    }

    private JsonNode run(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-o", "json"));
        return json.readTree(
                cli(all.toArray(String[]::new)).expect(ExitCode.DONE).out());
    }

    private CliRun cli(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-c", config().toString(), "--timeout", "6s"));
        return CliRun.in(
                directory, Map.of("XDG_STATE_HOME", directory.resolve("state").toString()), all.toArray(String[]::new));
    }

    private Path config() {
        try {
            return Files.writeString(
                    directory.resolve("baton.yaml"), """
                    clusters:
                      east:
                        bootstrap.servers: %s
                      west:
                        bootstrap.servers: %s
                    flows:
                      - from: east
                        to: west
                    """.formatted(east.bootstrap(), west.bootstrap()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
