package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithClusters
class MirrorIT {
    private final KafkaCluster east;
    private final KafkaCluster west;

    MirrorIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKeepOffsetsContentAndTimesWhenRecordsArePlain() throws Exception {
        // Given
        create("plain", 3, Map.of());
        producePlain("plain", 3, 5_000, "lz4");
        // When
        MirrorResult first = mirror("plain", OffsetsMode.AUTO);
        producePlain("plain", 3, 1_000, "none");
        MirrorResult second = mirror("plain", OffsetsMode.AUTO);
        // Then
        assertThat(first.records()).isEqualTo(5_000);
        assertThat(second.records()).isEqualTo(1_000);
        assertThat(log(west, "plain")).isEqualTo(log(east, "plain"));
        assertThat(ends(west, "plain")).isEqualTo(ends(east, "plain"));
    }

    @Test
    @Trap("10")
    void shouldLeaveOutAbortedRecordsAndKeepOffsetsWhenRecordsAreTransactional() throws Exception {
        // Given
        create("txn", 2, Map.of());
        produceTransactions("txn", 2, 60);
        // When
        mirror("txn", OffsetsMode.AUTO);
        produceTransactions("txn", 2, 20);
        MirrorResult result = mirror("txn", OffsetsMode.AUTO);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(log(west, "txn")).isEqualTo(log(east, "txn"));
        assertThat(ends(west, "txn")).isEqualTo(ends(east, "txn"));
    }

    @Test
    void shouldStartAtTheLogStartOfTheSourceWhenRecordsWereDeleted() throws Exception {
        // Given
        create("late", 1, Map.of());
        producePlain("late", 1, 2_000, "zstd");
        deleteBelow("late", 1_234);
        // When
        mirror("late", OffsetsMode.AUTO);
        // Then
        List<String> mirrored = log(west, "late");
        assertThat(mirrored).isEqualTo(log(east, "late"));
        assertThat(mirrored).hasSize(2_000 - 1_234);
    }

    @Test
    void shouldGoOnWhenTheSourceHasDeletedWhatItsLogBeganWithAtFirstStart() throws Exception {
        // Given
        create("ageing", 1, Map.of());
        producePlain("ageing", 1, 2_000, "zstd");
        deleteBelow("ageing", 1_234);
        mirror("ageing", OffsetsMode.AUTO);
        // When
        deleteBelow("ageing", 1_500);
        producePlain("ageing", 1, 100, "zstd");
        MirrorResult result = mirror("ageing", OffsetsMode.AUTO);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(log(west, "ageing"))
                .hasSize(2_100 - 1_234)
                .endsWith(log(east, "ageing").toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"cleanup.policy, 'compact,delete'", "max.message.bytes, 20000"})
    void shouldStartAtTheLogStartOfTheSourceWhenTheTopicDoesNotTakeEveryBatch(String config, String value)
            throws Exception {
        // Given
        String topic = "choosy-" + config;
        create(topic, 1, Map.of(config, value));
        new TestData(east).produce(topic, 0, 120_000, System.currentTimeMillis());
        deleteBelow(topic, 119_000);
        // When
        MirrorResult result = mirror(topic, OffsetsMode.PRESERVE);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(log(west, topic)).isEqualTo(log(east, topic)).hasSize(1_000);
    }

    @Test
    void shouldPreserveOffsetsWhereTheTargetTakesRecordsAwayOnlyOnceItsConfigsFollow() throws Exception {
        // Given
        create("prepared", 1, Map.of());
        new TestData(west).create("prepared", 1, Map.of("cleanup.policy", "compact"));
        new TestData(east).produce("prepared", 0, 20, System.currentTimeMillis());
        deleteBelow("prepared", 10);
        // When
        MirrorResult result = mirror("prepared", OffsetsMode.AUTO);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(marks().get(new TopicPartition("prepared", 0)).mode()).isEqualTo(Mark.Mode.PRESERVED);
        assertThat(log(west, "prepared")).isEqualTo(log(east, "prepared")).hasSize(10);
    }

    @Test
    void shouldRefuseAtFirstStartWhatDeletesNothingAndIsToBeginBehindTheStart() throws Exception {
        // Given
        create("kept", 1, Map.of("cleanup.policy", "compact,delete"));
        new TestData(east).produce("kept", 0, 20, System.currentTimeMillis());
        deleteBelow("kept", 10);
        new TestData(east).configure("kept", "cleanup.policy", "compact");
        // When
        MirrorResult preserved = mirror("kept", OffsetsMode.PRESERVE);
        Set<TopicPartition> begun = marks().keySet();
        MirrorResult mapped = mirror("kept", OffsetsMode.MAP);
        // Then
        TopicPartition kept = new TopicPartition("kept", 0);
        assertThat(preserved.faults())
                .singleElement()
                .extracting(MirrorBeat.Fault::reason)
                .asString()
                .contains("log start 10", "name it in offsets.map");
        assertThat(begun).doesNotContain(kept);
        assertThat(mapped.faults()).isEmpty();
        assertThat(marks().get(kept).mode()).isEqualTo(Mark.Mode.MAPPED);
    }

    @Test
    void shouldKeepEveryRecordOnceAndInOrderWhenMapped() throws Exception {
        // Given
        create("mapped", 2, Map.of());
        produceTransactions("mapped", 2, 40);
        // When
        mirror("mapped", OffsetsMode.MAP);
        produceTransactions("mapped", 2, 20);
        mirror("mapped", OffsetsMode.MAP);
        producePlain("mapped", 2, 500, "gzip");
        MirrorResult result = mirror("mapped", OffsetsMode.MAP);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(withoutOffsets(west, "mapped")).isEqualTo(withoutOffsets(east, "mapped"));
    }

    @Test
    void shouldCarryGroupCommitsOverWhenTheSourceHasThem() throws Exception {
        // Given
        create("grouped", 2, Map.of());
        producePlain("grouped", 2, 1_000, "lz4");
        Map<TopicPartition, OffsetAndMetadata> commits = Map.of(
                new TopicPartition("grouped", 0), new OffsetAndMetadata(123, "note"),
                new TopicPartition("grouped", 1), new OffsetAndMetadata(0, ""));
        try (Admin admin = east.admin()) {
            admin.alterConsumerGroupOffsets("readers", commits).all().get(20, TimeUnit.SECONDS);
        }
        // When
        mirror("grouped", OffsetsMode.AUTO);
        // Then
        try (Admin admin = west.admin()) {
            assertThat(admin.listConsumerGroupOffsets("readers")
                            .partitionsToOffsetAndMetadata()
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(commits);
        }
    }

    // ----

    private MirrorResult mirror(String topic, OffsetsMode mode) {
        FlowConfig flow = Flows.eastToWest(topic, ".*", mode);
        MirrorSettings settings = new MirrorSettings(flow, east.clientConfig(), west.clientConfig(), true);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        return new Mirror(settings, () -> System.nanoTime() > deadline, line -> {}).run();
    }

    private void deleteBelow(String topic, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private Map<TopicPartition, Mark> marks() {
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test")) {
            return new StateReader(target).read("east").marks();
        }
    }

    private void create(String topic, int partitions, Map<String, String> configs) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private void producePlain(String topic, int partitions, int records, String compression) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("compression.type", compression, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic, i % partitions, i % 7 == 0 ? null : bytes("k" + i), i % 11 == 0 ? null : bytes("v" + i));
                record.headers().add("h", bytes("x" + i));
                var unused = producer.send(record);
            }
        }
    }

    private void produceTransactions(String topic, int partitions, int transactions) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", topic + "-tx", "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int t = 0; t < transactions; t++) {
                producer.beginTransaction();
                int records = 1 + ThreadLocalRandom.current().nextInt(20);
                for (int i = 0; i < records; i++) {
                    var unused = producer.send(
                            new ProducerRecord<>(topic, i % partitions, bytes("k" + t), bytes(t + "." + i)));
                }
                producer.flush();
                if (t % 5 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> log(KafkaCluster cluster, String topic) {
        List<String> lines = new ArrayList<>();
        new ClusterLog(cluster.bootstrap()).raw(topic).forEach(r -> lines.add(r.offset() + " " + line(r)));
        lines.sort(null);
        return lines;
    }

    private static List<String> withoutOffsets(KafkaCluster cluster, String topic) {
        List<String> lines = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            for (ConsumerRecord<byte[], byte[]> r : new ClusterLog(cluster.bootstrap()).raw(topic)) {
                if (r.partition() == p) {
                    lines.add(line(r));
                }
            }
        }
        return lines;
    }

    private static String line(ConsumerRecord<byte[], byte[]> r) {
        return r.partition() + " " + r.timestamp() + " " + text(r.key()) + "=" + text(r.value()) + " "
                + Arrays.toString(r.headers().toArray());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<TopicPartition, Long> ends(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap()).ends(List.of(topic), "read_committed");
    }
}
