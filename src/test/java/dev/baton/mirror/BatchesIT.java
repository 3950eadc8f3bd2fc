package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawAppend;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that a broker would refuse or alter if they were passed on as they are: each kind against real brokers. */
@WithClusters
class BatchesIT {
    private static final int TARGET_MAX = 200_000;
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    /** The lowest bit of a batch's attributes that means nothing so far. */
    private static final int RESERVED = 0x80;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Random random = new Random(5);

    BatchesIT(
            @Named(
                            value = "east",
                            with = {
                                "log.cleaner.backoff.ms=300",
                                "log.message.timestamp.after.max.ms=9223372036854775807"
                            })
                    KafkaCluster east,
            // it compacts nothing while a test looks: the source's cleaner has left its traces, not the target's
            @Named(
                            value = "west",
                            with = {"log.cleaner.backoff.ms=3600000", "message.max.bytes=" + TARGET_MAX})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @ParameterizedTest
    @CsvSource({"CreateTime, LogAppendTime", "LogAppendTime, CreateTime", "LogAppendTime, LogAppendTime"})
    void shouldKeepRecordsAndTheTimesThatReadersSawWhenTheBrokerStampsOnAppend(String ofSource, String ofTarget)
            throws Exception {
        // Given
        String topic = "stamped-" + ofSource + "-" + ofTarget;
        create(east, topic, 1, Map.of("message.timestamp.type", ofSource));
        create(west, topic, 1, Map.of("message.timestamp.type", ofTarget));
        produce(topic, 1_000, Map.of("linger.ms", 20, "compression.type", "lz4"));
        produce(topic, 200, Map.of("batch.size", 0));
        // When
        MirrorResult result = mirror(topic, OffsetsMode.AUTO);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(lines(west, topic, false)).isEqualTo(lines(east, topic, false));
        if (ofTarget.equals("CreateTime")) {
            assertThat(lines(west, topic, true)).isEqualTo(lines(east, topic, true));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PRESERVE"})
    @Trap({"11", "12"})
    void shouldKeepWhatCompactionLeftWhenTheSourceHasHolesAndTombstones(OffsetsMode offsets) throws Exception {
        // Given
        String topic = "compacted-" + offsets;
        create(
                east,
                topic,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "100",
                        "min.cleanable.dirty.ratio", "0.01",
                        "delete.retention.ms", "3600000"));
        produceUpdates(topic);
        List<RawBatch> source = RawLog.of(east.clientConfig(), topic, 0);
        // When
        MirrorResult result = mirror(topic, offsets);
        // Then
        assertThat(hasTraces(source)).isTrue();
        assertThat(result.faults()).isEmpty();
        assertThat(RawLog.of(west.clientConfig(), topic, 0))
                .noneMatch(batch -> batch.hasHoles() || batch.deleteHorizon());
        if (offsets == OffsetsMode.PRESERVE) {
            assertThat(lines(west, topic, true)).isEqualTo(lines(east, topic, true));
        } else {
            assertThat(withoutOffsets(west, topic)).isEqualTo(withoutOffsets(east, topic));
        }
    }

    @Test
    void shouldKeepRecordsAndCodecsWhenProducersCompressInAllWays() throws Exception {
        // Given
        create(east, "codecs", 1, Map.of());
        for (String codec : CODECS) {
            produce("codecs", 500, Map.of("linger.ms", 50, "compression.type", codec));
            produce("codecs", 50, Map.of("batch.size", 0, "compression.type", codec));
        }
        // When
        MirrorResult result = mirror("codecs", OffsetsMode.PRESERVE);
        // Then
        assertThat(result.faults()).isEmpty();
        assertThat(lines(west, "codecs", true)).isEqualTo(lines(east, "codecs", true));
        assertThat(RawLog.of(west.clientConfig(), "codecs", 0).stream().map(RawBatch::codec))
                .containsAll(CODECS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldPassBatchesOnWithoutBitsThatMeanNothingToday(CompressionType codec) throws Exception {
        // Given
        String topic = "reserved-" + codec.name;
        create(east, topic, 1, Map.of());
        Compression compression = Compression.of(codec).build();
        SimpleRecord[] records = IntStream.range(0, 500)
                .mapToObj(i -> new SimpleRecord(1_700_000_000_000L + i, bytes("k" + i), randomBytes(50)))
                .toArray(SimpleRecord[]::new);
        RawAppend.batch(east.clientConfig(), topic, compression, RESERVED, records);
        // When
        MirrorResult result = mirror(topic, OffsetsMode.PRESERVE);
        // Then
        assertThat(RawLog.of(east.clientConfig(), topic, 0)).singleElement().matches(RawBatch::reserved);
        assertThat(result.faults()).isEmpty();
        assertThat(RawLog.of(west.clientConfig(), topic, 0))
                .singleElement()
                .matches(batch -> !batch.reserved())
                .matches(batch -> batch.codec().equals(codec.name));
        assertThat(lines(west, topic, true)).isEqualTo(lines(east, topic, true));
    }

    @ParameterizedTest
    @CsvSource({"40, none", "40, zstd", "1, none", "1, zstd"})
    void shouldKeepTimesThatAreUnknownOrTenYearsOld(int recordsInABatch, String codec) throws Exception {
        // Given
        String topic = "times-" + recordsInABatch + "-" + codec;
        create(east, topic, 1, Map.of("retention.ms", "-1"));
        long old = System.currentTimeMillis() - Duration.ofDays(3_650).toMillis();
        Compression compression = Compression.of(codec).build();
        for (int batch = 0; batch < 120 / recordsInABatch; batch++) {
            int base = batch * recordsInABatch;
            SimpleRecord[] records = IntStream.range(base, base + recordsInABatch)
                    .mapToObj(i -> new SimpleRecord(
                            i / 20 % 2 == 0 ? old + i : RecordBatch.NO_TIMESTAMP, bytes("k" + i), randomBytes(50)))
                    .toArray(SimpleRecord[]::new);
            RawAppend.batch(east.clientConfig(), topic, compression, 0, records);
        }
        // When
        MirrorResult result = mirror(topic, OffsetsMode.PRESERVE);
        // Then
        List<String> source = lines(east, topic, true);
        assertThat(source).hasSize(120).anyMatch(line -> line.contains(" -1 "));
        assertThat(result.faults()).isEmpty();
        assertThat(lines(west, topic, true)).isEqualTo(source);
    }

    @Test
    void shouldMergeTinyBatchesWhenTheSourceHasOneRecordABatch() throws Exception {
        // Given
        create(east, "tiny", 1, Map.of());
        produce("tiny", 2_000, Map.of("batch.size", 0, "linger.ms", 0));
        // When
        MirrorResult result = mirror("tiny", OffsetsMode.PRESERVE);
        // Then
        assertThat(RawLog.of(east.clientConfig(), "tiny", 0)).hasSizeGreaterThan(1_000);
        assertThat(RawLog.of(west.clientConfig(), "tiny", 0)).hasSizeLessThan(100);
        assertThat(result.faults()).isEmpty();
        assertThat(lines(west, "tiny", true)).isEqualTo(lines(east, "tiny", true));
    }

    @ParameterizedTest
    @CsvSource({"none", "lz4"})
    void shouldSplitABatchWhenItIsLargerThanTheTargetTakes(String codec) throws Exception {
        // Given
        String topic = "large-" + codec;
        create(east, topic, 1, Map.of());
        produceRandom(topic, 0, 60, 15_000, codec);
        // When
        MirrorResult result = mirror(topic, OffsetsMode.PRESERVE);
        // Then
        assertThat(RawLog.of(east.clientConfig(), topic, 0)).anyMatch(batch -> batch.bytes() > TARGET_MAX);
        assertThat(result.faults()).isEmpty();
        assertThat(lines(west, topic, true)).isEqualTo(lines(east, topic, true));
    }

    @Test
    void shouldStopThatPartitionAloneAndGoOnInsideTheBatchAfterTheRemedyWhenARecordIsTooLarge() throws Exception {
        // Given a record in the middle of a batch that the target does not take
        create(east, "huge", 2, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", 200, "batch.size", 900_000))) {
            for (int i = 0; i < 21; i++) {
                var unused = producer.send(
                        new ProducerRecord<>("huge", 0, bytes("k" + i), randomBytes(i == 10 ? 250_000 : 1_000)));
            }
        }
        produceRandom("huge", 1, 50, 1_000, "none");
        // When
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config("huge"), "mirror", "-c", "/dev/stdin")) {
            mirror.awaitSaying(Pattern.compile("source offset 10 of huge-0"), Duration.ofSeconds(40));
            produceRandom("huge", 1, 50, 1_000, "none");
            awaitEnd("huge", 1, 100);
            // killed, it would be counted in for a while, and the next one refused
            mirror.terminate();
            mirror.await(Duration.ofSeconds(30));
        }
        BatonProcess.Result stopped = mirrorProcess("huge");
        long there = end(west, "huge", 0);
        new TestData(east).configure("huge", "max.message.bytes", "1000000");
        BatonProcess.Result after = mirrorProcess("huge");
        // Then
        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(3);
        assertThat(stopped.err())
                .contains("source offset 10 of huge-0", "250", "at most " + TARGET_MAX, "raise max.message.bytes");
        assertThat(there).isEqualTo(10);
        assertThat(after.exitCode()).as(after.err()).isZero();
        assertThat(RawLog.of(east.clientConfig(), "huge", 0)).hasSize(1);
        assertThat(lines(west, "huge", true)).isEqualTo(lines(east, "huge", true));
    }

    @Test
    void shouldStopThatPartitionAloneAndGoOnAfterTheRemedyWhenACreateTimeIsTooFarInTheFuture() throws Exception {
        // Given
        create(east, "future", 2, Map.of());
        produceRandom("future", 0, 5, 100, "none");
        produceRandom("future", 1, 50, 100, "none");
        long future = System.currentTimeMillis() + Duration.ofHours(5).toMillis();
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>("future", 0, future, null, bytes("ahead")))
                    .get();
        }
        // When
        BatonProcess.Result stopped = mirrorProcess("future");
        List<String> theOther = lines(west, "future", true);
        new TestData(west).configure("future", "message.timestamp.after.max.ms", "86400000");
        BatonProcess.Result after = mirrorProcess("future");
        // Then
        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(3);
        assertThat(stopped.err())
                .contains("source offset 5 of future-0", "INVALID_TIMESTAMP", "raise message.timestamp.after.max.ms");
        assertThat(theOther.stream().filter(line -> line.startsWith("1 "))).hasSize(50);
        assertThat(after.exitCode()).as(after.err()).isZero();
        assertThat(lines(west, "future", true)).isEqualTo(lines(east, "future", true));
    }

    // ----

    private MirrorResult mirror(String topic, OffsetsMode mode) {
        FlowConfig flow = Flows.eastToWest(topic, "none", mode);
        MirrorSettings settings = new MirrorSettings(flow, east.clientConfig(), west.clientConfig(), true);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        return new Mirror(settings, () -> System.nanoTime() > deadline, line -> {}).run();
    }

    private BatonProcess.Result mirrorProcess(String topic) {
        return BatonProcess.run(Map.of(), config(topic), "mirror", "--once", "-c", "/dev/stdin");
    }

    private String config(String topic) {
        return Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: '%s', groups: none, replication.factor: 1".formatted(topic));
    }

    private void awaitEnd(String topic, int partition, long records) {
        Awaitility.await("records of " + topic + "-" + partition)
                .atMost(Duration.ofSeconds(20))
                .until(() -> end(west, topic, partition) >= records);
    }

    private static void create(KafkaCluster cluster, String topic, int partitions, Map<String, String> configs)
            throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> properties = new LinkedHashMap<>(east.clientProperties());
        properties.putAll(settings);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void produce(String topic, int records, Map<String, Object> settings) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            for (int i = 0; i < records; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic,
                        0,
                        1_700_000_000_000L + i,
                        i % 7 == 0 ? null : bytes("k" + i),
                        i % 11 == 0 ? null : randomBytes(50));
                record.headers().add("h", bytes("x" + i)).add(new RecordHeader("n", null));
                var sent = producer.send(record);
                if (i == 0) {
                    sent.get(20, TimeUnit.SECONDS);
                }
            }
        }
    }

    private void produceRandom(String topic, int partition, int records, int bytes, String codec) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                producer(Map.of("linger.ms", 200, "batch.size", 900_000, "compression.type", codec))) {
            producer.send(new ProducerRecord<>(topic, partition, null, bytes("first")))
                    .get(20, TimeUnit.SECONDS);
            for (int i = 1; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, partition, bytes("k" + i), randomBytes(bytes)));
            }
        }
    }

    /** Updates of few keys and deletions, until the cleaner has left its {@link #hasTraces}. */
    private void produceUpdates(String topic) throws Exception {
        for (int round = 0; round < 2; round++) {
            for (String codec : CODECS) {
                try (KafkaProducer<byte[], byte[]> producer =
                        producer(Map.of("linger.ms", 50, "compression.type", codec))) {
                    for (int i = 0; i < 300; i++) {
                        byte[] key = bytes(i % 5 == 0 ? codec + i : "k" + i % 40);
                        var unused =
                                producer.send(new ProducerRecord<>(topic, 0, key, i % 3 == 0 ? null : randomBytes(30)));
                    }
                }
            }
        }
        Awaitility.await("compaction")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
                        // a segment is closed, and may be cleaned, only when another record comes
                        String last = "last" + System.nanoTime();
                        producer.send(new ProducerRecord<>(topic, 0, bytes(last), bytes(last)))
                                .get();
                    }
                    return hasTraces(RawLog.of(east.clientConfig(), topic, 0)) && isCleaned(topic);
                });
    }

    /** Whether the cleaner has been everywhere, so that it changes nothing any more while the logs are compared. */
    private boolean isCleaned(String topic) {
        Set<String> keys = new HashSet<>();
        return new ClusterLog(east.bootstrap())
                .raw(topic).stream()
                        .map(r -> new String(r.key(), StandardCharsets.UTF_8))
                        .allMatch(keys::add);
    }

    /** Whether there are batches of each codec with holes, an empty batch, and tombstones marked for removal. */
    private static boolean hasTraces(List<RawBatch> batches) {
        return batches.stream().anyMatch(RawBatch::isEmpty)
                && batches.stream().anyMatch(RawBatch::deleteHorizon)
                && CODECS.stream()
                        .allMatch(codec -> batches.stream()
                                .anyMatch(
                                        batch -> batch.codec().equals(codec) && batch.hasHoles() && !batch.isEmpty()));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long end(KafkaCluster cluster, String topic, int partition) {
        return new ClusterLog(cluster.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .get(new TopicPartition(topic, partition));
    }

    private static List<String> lines(KafkaCluster cluster, String topic, boolean withTimes) {
        List<String> lines = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> r : new ClusterLog(cluster.bootstrap()).raw(topic)) {
            lines.add(r.partition() + " " + r.offset() + " " + (withTimes ? r.timestamp() + " " : "") + content(r));
        }
        lines.sort(null);
        return lines;
    }

    private static List<String> withoutOffsets(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .raw(topic).stream().map(r -> r.timestamp() + " " + content(r)).toList();
    }

    private static String content(ConsumerRecord<byte[], byte[]> r) {
        return Arrays.toString(r.key()) + "=" + Arrays.hashCode(r.value()) + (r.value() == null ? "null" : "") + " "
                + Arrays.toString(r.headers().toArray());
    }
}
