package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.offsets.OffsetMap;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the source deleted before it was mirrored: the mirror stops, or writes it down and goes on. */
@Tag("long")
@WithClusters
class SourceLossIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaCluster east;
    private final KafkaCluster west;
    private long transactions;

    SourceLossIT(
            @Named(value = "east", with = "log.retention.check.interval.ms=500") KafkaCluster east,
            @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void trap21_shouldRecordWhatWasLostAndGoOnExactlyWhenToldTo() throws Exception {
        // Given
        String config = config("kept|moved", "offsets.map: [moved]");
        for (String topic : List.of("kept", "moved")) {
            create(topic);
            write(topic, 0, 100);
        }
        mirror(config, 0);
        for (String topic : List.of("kept", "moved")) {
            write(topic, 100, 200);
            deleteBelow(topic, 150);
            commit("before", topic, 80);
            commit("within", topic, 120);
            commit("behind", topic, 170);
        }
        // When
        BatonProcess.Result stopped = mirror(config, 3);
        mirror(config, 0, "--on-source-loss=continue");
        write("kept", 200, 210);
        write("moved", 200, 210);
        mirror(config, 0, "--on-source-loss=continue");
        // Then
        assertThat(stopped.err()).contains("100 to 149 of kept-0", "--on-source-loss=continue");
        List<Long> left = LongStream.concat(LongStream.range(0, 100), LongStream.range(150, 210))
                .boxed()
                .toList();
        assertThat(records("kept")).extracting(ConsumerRecord::offset).isEqualTo(left);
        assertThat(numbers("kept")).isEqualTo(left);
        assertThat(numbers("moved")).isEqualTo(left);
        assertThat(lost(config, "kept")).containsExactly("100-150");
        assertThat(lost(config, "moved")).containsExactly("100-150");
        assertTranslations(config);
    }

    private void assertTranslations(String config) {
        JsonNode translations = json(config, "translate", "--all-groups", "--topic", "kept", "--topic", "moved")
                .path("items");
        assertThat(translations).hasSize(6).allSatisfy(item -> {
            String group = item.path("group").asText();
            long next =
                    numberAt(item.path("topic").asText(), item.path("target").asLong());
            assertThat(next)
                    .isEqualTo(Map.of("before", 80L, "within", 150L, "behind", 170L)
                            .get(group));
            assertThat(item.path("rereadAtMost").asLong()).isZero();
            assertThat(item.path("confidence").asText()).isEqualTo(group.equals("within") ? "at-most" : "exact");
            if (!group.equals("behind")) {
                assertThat(item.path("reason").asText())
                        .contains(
                                "to 149 were deleted before they were mirrored", group.equals("before") ? "50" : "30");
            }
        });
    }

    @Test
    void trap21_shouldFillALossInSeveralGoesWhenKilledInTheMiddle() throws Exception {
        // Given
        String config = config("large", "on.source.loss: continue");
        create("large");
        write("large", 0, 10);
        mirror(config, 0);
        write("large", 10, 200_010);
        deleteBelow("large", 200_000);
        // When
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> end("large") > 10);
            mirror.kill();
        }
        mirror(config, 0);
        // Then
        assertThat(records("large")).extracting(ConsumerRecord::offset).isEqualTo(numbers("large"));
        assertThat(numbers("large")).hasSize(20);
        assertThat(lost(config, "large")).containsExactly("10-200000");
    }

    @Test
    void trap21_shouldGoOnWhenRetentionPassesTheMirrorWhileItStandsStill() throws Exception {
        // Given
        String config = config("short-lived", "on.source.loss: continue");
        create("short-lived");
        write("short-lived", 0, 50);
        mirror(config, 0);
        write("short-lived", 50, 100);
        // When
        retainNothing("short-lived");
        write("short-lived", 100, 110);
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> start("short-lived") >= 100);
        write("short-lived", 110, 120);
        mirror(config, 0);
        // Then
        long start = Long.parseLong(lost(config, "short-lived").get(0).split("-")[1]);
        assertThat(start).isGreaterThanOrEqualTo(100);
        assertThat(numbers("short-lived"))
                .isEqualTo(LongStream.concat(LongStream.range(0, 50), LongStream.range(start, 120))
                        .boxed()
                        .toList());
    }

    @Test
    void trap21_shouldGoOnWhenTheSourceDeletesWhatAMirrorThatRunsHasNotReached() throws Exception {
        // Given one that is slow, and more than it holds in memory
        String config = config("chased", "on.source.loss: continue");
        create("chased");
        int all = 200_000;
        int kept = all - 100;
        write("chased", 0, all);
        try (BatonProcess mirror =
                BatonProcess.start(Map.of(), config, "mirror", "--max-rate", "500kB", "-c", "/dev/stdin")) {
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> end("chased") > 0);
            // When
            deleteBelow("chased", kept);
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> end("chased") == all);
            mirror.terminate();
            assertThat(mirror.await(Duration.ofSeconds(30)).exitCode())
                    .as(mirror.err())
                    .isZero();
        }
        String[] lost = lost(config, "chased").get(0).split("-");
        long first = Long.parseLong(lost[0]);
        assertThat(first).isBetween(1L, kept - 1L);
        assertThat(lost[1]).isEqualTo(String.valueOf(kept));
        assertThat(numbers("chased"))
                .isEqualTo(LongStream.concat(LongStream.range(0, first), LongStream.range(kept, all))
                        .boxed()
                        .toList());
        assertThat(records("chased")).extracting(ConsumerRecord::offset).isEqualTo(numbers("chased"));
    }

    @Test
    void shouldBeginWithWhatTheSourceHasLeftWhenTheTargetLostItsLog() throws Exception {
        // Given
        String config = config("restored", "on.source.loss: continue");
        create("restored");
        write("restored", 0, 200);
        deleteBelow("restored", 50);
        mirror(config, 0);
        // When
        deleteBelow("restored", 100);
        new TestData(west).loseLog("restored", 0);
        mirror(config, 0);
        // Then
        assertThat(records("restored")).extracting(ConsumerRecord::offset).isEqualTo(numbers("restored"));
        assertThat(numbers("restored"))
                .isEqualTo(LongStream.range(100, 200).boxed().toList());
        assertThat(lost(config, "restored")).containsExactly("50-100");
    }

    @Test
    @Tag("long")
    void shouldForgetRunsBelowTheTargetsLogStartWhileItMirrors() throws Exception {
        // Given
        String config = config("churned", "offsets: map");
        create("churned");
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
            // while it mirrors: all at once would be one entry of the map, which goes as a whole or not at all
            writeInTransactions("churned", 1_500);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> numbers("churned").size() == 1_500);
            int before = map("churned").size();
            // When retention takes all but the last hundred records of the target
            long start = records("churned").get(1_400).offset();
            try (Admin admin = west.admin()) {
                admin.deleteRecords(Map.of(new TopicPartition("churned", 0), RecordsToDelete.beforeOffset(start)))
                        .all()
                        .get();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(map("churned").size()).isLessThan(before / 2));
            writeInTransactions("churned", 50);
            // Then
            assertThat(before).isGreaterThan(1_000);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> numbers("churned").size() == 150);
            mirror.terminate();
            BatonProcess.Result result = mirror.await(Duration.ofSeconds(30));
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        mirror(config, 0);
        OffsetMap map = map("churned");
        assertThat(records("churned"))
                .allSatisfy(
                        record -> assertThat(map.toTarget(2 * number(record))).isEqualTo(record.offset()));
    }

    /** A mirror that is killed leaves records on the target behind its last mark, one that is stopped does not. */
    @ParameterizedTest
    @CsvSource({"preserve, killed", "preserve, stopped", "map, killed", "map, stopped"})
    void shouldSayThatTheSourcesLogWasCutWhenItEndsBeforeWhatIsMirrored(String offsets, String left) throws Exception {
        // Given
        String topic = "cut-" + offsets + "-" + left;
        String config = config(topic, "offsets: " + offsets);
        create(topic);
        write(topic, 0, 50);
        write(topic, 50, 100);
        mirror(config, 0);
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
            write(topic, 100, 200);
            int fences = offsets.equals("map") ? 2 : 0;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> end(topic) == 200 + fences);
            if (left.equals("killed")) {
                mirror.kill();
            } else {
                mirror.terminate();
                mirror.await(Duration.ofSeconds(30));
            }
        }
        // When
        new TestData(east).loseTail(topic, 0, 60);
        BatonProcess.Result result = mirror(config, 3);
        // Then
        assertThat(result.err())
                .contains(
                        "the source's log of " + topic + "-0 was cut: it ends at 50, and ",
                        "run baton mirror --remirror " + topic);
        assertThat(numbers(topic)).isEqualTo(LongStream.range(0, 200).boxed().toList());
    }

    // ----

    private OffsetMap map(String topic) {
        return new BothLogs(east, west, topic, 0).map();
    }

    /** One record a transaction: record and marker take turns, so that a record lies at twice its number. */
    private void writeInTransactions(String topic, int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < count; i++) {
                producer.beginTransaction();
                byte[] value = String.valueOf(transactions++).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
                producer.commitTransaction();
            }
        }
    }

    private String config(String topics, String more) {
        return Flows.yaml(
                east.bootstrap(), west.bootstrap(), "topics: '%s', replication.factor: 1, %s".formatted(topics, more));
    }

    private static BatonProcess.Result mirror(String config, int exitCode, String... options) {
        String[] arguments = Stream.concat(Stream.of("mirror", "--once", "-c", "/dev/stdin"), Stream.of(options))
                .toArray(String[]::new);
        BatonProcess.Result result = BatonProcess.run(Map.of(), config, arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        return result;
    }

    private static JsonNode json(String config, String... command) {
        String[] arguments = Stream.concat(Stream.of(command), Stream.of("-o", "json", "-c", "/dev/stdin"))
                .toArray(String[]::new);
        BatonProcess.Result result = BatonProcess.run(Map.of(), config, arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        try {
            return JSON.readTree(result.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + result.out(), e);
        }
    }

    private static List<String> lost(String config, String topic) {
        List<String> lost = new ArrayList<>();
        for (JsonNode item : json(config, "inspect", "offsets").path("items")) {
            if (item.path("topic").asText().equals(topic)) {
                item.path("lost")
                        .forEach(range -> lost.add(range.path("from").asLong() + "-"
                                + range.path("to").asLong()));
            }
        }
        return lost;
    }

    private void create(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    /** Records whose value is the offset that they get. */
    private void write(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                byte[] value = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
        }
    }

    private void deleteBelow(String topic, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    private void retainNothing(String topic) throws Exception {
        Collection<AlterConfigOp> changes = List.of(
                new AlterConfigOp(new ConfigEntry("segment.ms", "100"), AlterConfigOp.OpType.SET),
                new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET));
        try (Admin admin = east.admin()) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                    .all()
                    .get();
        }
    }

    private void commit(String group, String topic, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private long end(String topic) {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .getOrDefault(new TopicPartition(topic, 0), 0L);
    }

    private long start(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            return admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.earliest()))
                    .all()
                    .get()
                    .get(new TopicPartition(topic, 0))
                    .offset();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return new ArrayList<>(new ClusterLog(west.bootstrap()).raw(topic));
    }

    private List<Long> numbers(String topic) {
        return records(topic).stream().map(SourceLossIT::number).toList();
    }

    /** What a group reads first that stands at that offset of the target. */
    private long numberAt(String topic, long offset) {
        return records(topic).stream()
                .filter(r -> r.offset() >= offset)
                .mapToLong(SourceLossIT::number)
                .findFirst()
                .orElseThrow();
    }

    private static long number(ConsumerRecord<byte[], byte[]> r) {
        return Long.parseLong(new String(r.value(), StandardCharsets.UTF_8));
    }
}
