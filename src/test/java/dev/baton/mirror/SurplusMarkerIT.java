package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.OffsetsMode;
import dev.baton.offsets.Run;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Markers;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Markers that a broker wrote twice: written here by the test, where they hurt most. */
@Tag("long")
@WithClusters
class SurplusMarkerIT {
    private final KafkaCluster east;
    private final KafkaCluster west;
    private int written;

    SurplusMarkerIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldRecordARunAndMakeUpForItAtTheNextGapsWhenMarkersAreTooMany() throws Exception {
        // Given
        create("surplus");
        try (KafkaProducer<byte[], byte[]> producer = producer("surplus-tx")) {
            transaction(producer, "surplus", 5);
            transaction(producer, "surplus", 5);
            RunningMirror.once(Flows.eastToWest("surplus", "none"), east, west);
            // When two are too many, at the end of the log; two later gaps miss one offset each
            Markers.write(west.clientConfig(), "surplus", 0, 2);
            transaction(producer, "surplus", 5);
            RunningMirror.once(Flows.eastToWest("surplus", "none"), east, west);
            transaction(producer, "surplus", 5);
            transaction(producer, "surplus", 5);
            MirrorResult result = RunningMirror.once(Flows.eastToWest("surplus", "none"), east, west);
            // Then
            assertThat(result.faults()).isEmpty();
            BothLogs logs =
                    new BothLogs(east, west, "surplus", 0).assertSameRecords().assertExactMap();
            OffsetsShown shown = OffsetsShown.of(config("surplus", OffsetsMode.AUTO), "surplus", 0);
            assertThat(shown.runs())
                    .containsExactly(new Run(0, 0), new Run(12, 14), new Run(18, 19), new Run(24, 24))
                    .isEqualTo(logs.map().runs());
            assertThat(shown.exact()).isTrue();
            assertThat(shown.filled()).isEqualTo(markersOf("surplus"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OffsetsMode.class,
            names = {"AUTO", "MAP"})
    void shouldTranslateExactlyWhenMarkersFallBetweenRecordsUnderWayAndTheMirrorIsKilledThere(OffsetsMode mode)
            throws Exception {
        // Given
        boolean preserved = mode == OffsetsMode.AUTO;
        String topic = preserved ? "hit" : "hit-mapped";
        create(topic);
        String config = config(topic, mode);
        try (KafkaProducer<byte[], byte[]> producer = producer(topic + "-tx")) {
            Thread load = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    transaction(producer, topic, 1 + written % 3);
                }
            });
            load.start();
            // When
            for (int round = 0; round < 3; round++) {
                try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
                    for (int i = 0; i < 5; i++) {
                        awaitProgress(topic);
                        Markers.write(west.clientConfig(), topic, 0, 1 + i % 2);
                    }
                    mirror.kill();
                }
            }
            load.interrupt();
            load.join();
        }
        BatonProcess.Result last = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
        // Then
        assertThat(last.exitCode()).as(last.err()).isZero();
        BothLogs logs = new BothLogs(east, west, topic, 0).assertSameRecords().assertExactMap();
        OffsetsShown shown = OffsetsShown.of(config, topic, 0);
        assertThat(shown.runs()).hasSizeGreaterThan(5).isEqualTo(logs.map().runs());
        assertThat(shown.exact()).isTrue();
        if (preserved) {
            assertThat(shown.filled()).isEqualTo(markersOf(topic));
        }
    }

    // ----

    private String config(String topic, OffsetsMode mode) {
        return Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: '%s', groups: none, replication.factor: 1, offsets: %s"
                        .formatted(topic, mode.name().toLowerCase(Locale.ROOT)));
    }

    private void awaitProgress(String topic) {
        long before = end(topic);
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> end(topic) > before + 20);
    }

    private long end(String topic) {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted").values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }

    private long markersOf(String topic) {
        return RawLog.of(west.clientConfig(), topic, 0).stream()
                .filter(RawBatch::control)
                .count();
    }

    private void create(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void transaction(KafkaProducer<byte[], byte[]> producer, String topic, int records) {
        producer.beginTransaction();
        for (int i = 0; i < records; i++) {
            byte[] value = ("v" + written++).getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
        }
        producer.commitTransaction();
    }
}
