package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.Named;
import dev.baton.testkit.Ports;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Content over the real MirrorMaker 2 that was killed and copied records again; values are unique, so that the origin of each
 * copy is known.
 */
@WithClusters
@Tag("long")
class MirrorMakerContentIT {
    private static final int RECORDS = 6_000;
    private static final int GROUPS = 12;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorMakerContentIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @ParameterizedTest
    @CsvSource({"default, false", "identity, false", "default, true", "identity, true"})
    void shouldNeverPassTheFirstUnconsumedRecordAfterMirrorMakerWasKilled(String policy, boolean exactlyOnce)
            throws Exception {
        // Given
        String topic = "killed-" + policy + (exactlyOnce ? "-once" : "");
        String copy = policy.equals("default") ? "east." + topic : topic;
        new TestData(east).create(topic, 1, Map.of());
        produce(topic, 0);
        Map<String, String> overrides = overrides(topic, policy, exactlyOnce);
        try (MirrorMaker2 first = MirrorMaker2.start(east, west, overrides)) {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> values(west, copy).size() > RECORDS / 4);
            first.kill();
        }
        produce(topic, RECORDS / 2);
        try (MirrorMaker2 second = MirrorMaker2.start(east, west, overrides)) {
            await().atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> values(west, copy).containsValue("v" + (RECORDS - 1)));
            commit(topic);

            // When
            JsonNode content = translate(topic, policy, "content");
            JsonNode auto = translate(topic, policy, "auto");

            // Then
            Truth truth = new Truth(origins(topic, copy));
            SoftAssertions softly = new SoftAssertions();
            content.get("items").forEach(item -> truth.check(softly, item));
            auto.get("items").forEach(item -> truth.check(softly, item));
            softly.assertAll();
            assertThat(content.get("items")).hasSize(GROUPS);
            assertThat(exactlyOnce || truth.isCopiedTwice())
                    .as("the restart made MirrorMaker 2 copy again")
                    .isTrue();
            assertThat(content.get("items").findValuesAsText("confidence"))
                    .as(content.toString())
                    .containsOnly("exact");
            assertThat(second.isAlive()).isTrue();
        }
    }

    /** Half of the records, ten a transaction, every fifth transaction aborted but the last; each value comes once. */
    private void produce(String topic, int from) {
        try (var producer = new KafkaProducer<>(
                east.clientProperties(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int i = from; i < from + RECORDS / 2; i += 10) {
                producer.beginTransaction();
                for (int k = i; k < i + 10; k++) {
                    var unused = producer.send(new ProducerRecord<>(topic, 0, "k", "v" + k));
                }
                producer.flush();
                if (i % 50 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private static Map<String, String> overrides(String topic, String policy, boolean exactlyOnce) {
        Map<String, String> all = new HashMap<>(Map.of("east->west.topics", topic, "groups", topic + "-.*"));
        if (policy.equals("identity")) {
            all.put("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        }
        if (exactlyOnce) {
            all.put("west.exactly.once.source.support", "enabled");
            all.put("dedicated.mode.enable.internal.rest", "true");
            all.put("listeners", "http://127.0.0.1:" + Ports.free());
            all.put("east.consumer.isolation.level", "read_committed");
        }
        return all;
    }

    private void commit(String topic) {
        Random random = new Random(11);
        TestData data = new TestData(east);
        long end = data.end(topic, 0);
        for (int group = 0; group < GROUPS; group++) {
            data.commit(topic + "-" + group, topic, 0, group == 0 ? end : random.nextLong(end), "");
        }
    }

    private JsonNode translate(String topic, String policy, String by) {
        TwoSites sites = new TwoSites(east, west, directory)
                .with("replication.policy", policy)
                .with("topics", topic)
                .with("groups", topic + "-[0-9]+");
        CliRun run = CliRun.in(
                directory,
                sites.environment(),
                "translate",
                "--all-groups",
                "--by",
                by,
                "-o",
                "json",
                "--timeout",
                "30s",
                "-c",
                sites.config().toString());
        return TwoSites.parse(run.expect(ExitCode.DONE).out());
    }

    private NavigableMap<Long, Long> origins(String topic, String copy) {
        Map<String, Long> byValue = new HashMap<>();
        values(east, topic).forEach((offset, value) -> byValue.put(value, offset));
        NavigableMap<Long, Long> origins = new TreeMap<>();
        values(west, copy).forEach((offset, value) -> origins.put(offset, byValue.get(value)));
        return origins;
    }

    /** All records, aborted ones as well. */
    private static NavigableMap<Long, String> values(KafkaCluster cluster, String topic) {
        NavigableMap<Long, String> values = new TreeMap<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (!consumer.listTopics().containsKey(topic)) {
                return values;
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(read -> values.put(read.offset(), new String(read.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }
}
