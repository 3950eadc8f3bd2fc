package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.Copier;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Content alone, over a copier that cuts batches as it likes, copies stretches again and takes partitions in any order. The
 * origin of each copy is known, and every answer is held against it.
 */
@WithClusters
@Tag("long")
class ContentIT {
    private static final int RECORDS = 3_000;
    private static final int GROUPS = 12;
    private static final long NOW = System.currentTimeMillis();

    private static final String PLAIN = "plain";
    private static final String AGAIN = "again";
    private static final String STOPPED = "stopped";
    private static final String BEHIND = "behind";
    private static final String ALIKE = "alike";
    private static final String STAMPED = "stamped";
    private static final String ABORTED = "aborted";
    private static final String COMMITTED = "committed";
    private static final String COMPACTED = "compacted";

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Random random = new Random(7);
    private final Map<TopicPartition, NavigableMap<Long, Long>> origins = new HashMap<>();

    @TempDir
    private Path directory;

    ContentIT(
            @Named(
                            value = "east",
                            with = {"log.cleaner.backoff.ms=500"})
                    KafkaCluster east,
            @Named(
                            value = "west",
                            with = {"log.cleaner.backoff.ms=500"})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldNeverPassTheFirstUnconsumedRecordWhateverACopierDid() throws Exception {
        // Given
        write();
        copy();
        Map<TopicPartition, Long> ends = commitEverywhere();

        // When
        Map<String, List<JsonNode>> content = translate("content");
        Map<String, List<JsonNode>> auto = translate("auto");

        // Then
        check(content);
        check(auto);
        assertThat(content.keySet()).hasSize(9);
        assertThat(ends).hasSize(11);
        for (String topic : List.of(PLAIN, AGAIN, COMMITTED, ABORTED)) {
            assertThat(content.get(topic)).as(topic).allMatch(item -> is(item, "exact"));
        }
        assertThat(content.get(STOPPED)).as(STOPPED).anyMatch(item -> is(item, "at-most"));
        assertThat(content.get(BEHIND))
                .as(BEHIND)
                .anyMatch(item -> item.get("unmirrored").asLong() > 0);
        assertThat(content.get(STAMPED)).as(STAMPED).noneMatch(item -> is(item, "unknown"));
        assertThat(content.get(COMPACTED)).as(COMPACTED).anyMatch(item -> is(item, "exact"));
    }

    private static boolean is(JsonNode item, String confidence) {
        return item.get("confidence").asText().equals(confidence);
    }

    private void write() {
        TestData data = new TestData(east);
        Map<String, String> compacted =
                Map.of("cleanup.policy", "compact", "segment.ms", "100", "min.cleanable.dirty.ratio", "0.01");
        for (String topic : List.of(AGAIN, STOPPED, BEHIND, ALIKE, STAMPED, ABORTED, COMMITTED)) {
            data.create(topic, 1, Map.of());
            new TestData(west)
                    .create(
                            "east." + topic,
                            1,
                            topic.equals(STAMPED) ? Map.of("message.timestamp.type", "LogAppendTime") : Map.of());
        }
        data.create(PLAIN, 3, Map.of()).create(COMPACTED, 1, compacted);
        new TestData(west).create("east." + PLAIN, 3, Map.of()).create("east." + COMPACTED, 1, compacted);
        for (String topic : List.of(AGAIN, STOPPED, BEHIND, STAMPED, COMPACTED)) {
            produce(topic, 0);
        }
        for (int partition = 0; partition < 3; partition++) {
            produce(PLAIN, partition);
        }
        produceAlike();
        data.produceInTransactions(ABORTED, 1_000);
        data.produceInTransactions(COMMITTED, 1_000);
    }

    /** Some without keys, some tombstones, some with headers; times repeat and go back. */
    private void produce(String topic, int partition) {
        try (var producer = producer()) {
            for (int i = 0; i < RECORDS; i++) {
                String key = random.nextInt(10) == 0 && !topic.equals(COMPACTED) ? null : "k" + random.nextInt(500);
                String value = random.nextInt(20) == 0 ? null : topic + "-" + partition + "-" + i;
                ProducerRecord<String, String> made = new ProducerRecord<>(
                        topic, partition, NOW + i / 3 - (random.nextInt(20) == 0 ? random.nextInt(50) : 0), key, value);
                if (random.nextBoolean()) {
                    made.headers().add(new RecordHeader("trace", new byte[] {(byte) i, 1}));
                }
                var unused = producer.send(made);
            }
        }
    }

    /** Key, value and time are the same for ten in a row, and come again later. */
    private void produceAlike() {
        try (var producer = producer()) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(ALIKE, 0, NOW + i % 1_000 / 10, "k", "the same"));
            }
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                east.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer());
    }

    private void copy() throws Exception {
        try (Copier all = new Copier(east, west, "east.", "read_uncommitted");
                Copier committed = new Copier(east, west, "east.", "read_committed")) {
            for (int from = 0; from < RECORDS; from += 700) {
                for (int partition : new int[] {2, 0, 1}) {
                    all.copy(PLAIN, partition, from, Math.min(RECORDS, from + 700));
                }
            }
            stretches(all, AGAIN, 0, 2_000, 500, 2_300, 2_290, 2_900, 100, RECORDS);
            stretches(all, STOPPED, 0, 2_500, 800, 1_400);
            stretches(all, BEHIND, 0, 1_800);
            stretches(all, ALIKE, 0, 1_200, 1_000, RECORDS);
            stretches(all, STAMPED, 0, 2_000, 1_500, RECORDS);
            stretches(all, ABORTED, 0, 600, 500, end(ABORTED));
            stretches(committed, COMMITTED, 0, end(COMMITTED));
            stretches(all, COMPACTED, 0, 2_000, 1_200, RECORDS);
            for (String topic : List.of(AGAIN, STOPPED, BEHIND, ALIKE, STAMPED, ABORTED, COMPACTED)) {
                origins.put(new TopicPartition(topic, 0), all.origins(topic, 0));
            }
            for (int partition = 0; partition < 3; partition++) {
                origins.put(new TopicPartition(PLAIN, partition), all.origins(PLAIN, partition));
            }
            origins.put(new TopicPartition(COMMITTED, 0), committed.origins(COMMITTED, 0));
        }
        leaveOutWhatIsCompacted();
    }

    /** Stretches from and to source offsets: where one begins before the end of the last, the copier was started anew. */
    private static void stretches(Copier copier, String topic, long... ends) {
        for (int i = 0; i < ends.length; i += 2) {
            copier.copy(topic, 0, ends[i], ends[i + 1]);
        }
    }

    private long end(String topic) {
        return new TestData(east).end(topic, 0);
    }

    /** What is left on the target counts, once the cleaner has nothing more to do. */
    private void leaveOutWhatIsCompacted() {
        NavigableMap<Long, Long> copies = origins.get(new TopicPartition(COMPACTED, 0));
        int copied = copies.size();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> !copies.keySet().retainAll(left()) && copies.size() < copied);
    }

    private Set<Long> left() {
        TopicPartition partition = new TopicPartition("east." + COMPACTED, 0);
        Set<Long> offsets = new HashSet<>();
        try (var consumer = new KafkaConsumer<>(
                west.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> offsets.add(read.offset()));
            }
        }
        return offsets;
    }

    private Map<TopicPartition, Long> commitEverywhere() throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        origins.keySet().forEach(p -> ends.put(p, new TestData(east).end(p.topic(), p.partition())));
        try (Admin admin = east.admin()) {
            for (int group = 0; group < GROUPS; group++) {
                Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
                for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                    long at = group == 0 ? end.getValue() : random.nextLong(end.getValue());
                    commits.put(end.getKey(), new OffsetAndMetadata(at));
                }
                admin.alterConsumerGroupOffsets("content-" + group, commits)
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
        }
        return ends;
    }

    private Map<String, List<JsonNode>> translate(String by) {
        TwoSites sites = new TwoSites(east, west, directory)
                .with("replication.policy", "default")
                .with("groups", "content-.*");
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
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.INCOMPLETE);
        Map<String, List<JsonNode>> byTopic = new TreeMap<>();
        for (JsonNode item : TwoSites.parse(run.out()).get("items")) {
            byTopic.computeIfAbsent(item.get("topic").asText(), t -> new ArrayList<>())
                    .add(item);
        }
        return byTopic;
    }

    private void check(Map<String, List<JsonNode>> byTopic) {
        SoftAssertions softly = new SoftAssertions();
        byTopic.values()
                .forEach(items -> items.forEach(item -> {
                    TopicPartition partition = new TopicPartition(
                            item.get("topic").asText(), item.get("partition").asInt());
                    new Truth(origins.get(partition)).check(softly, item);
                }));
        softly.assertAll();
    }
}
