package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.OffsetsMode;
import dev.baton.state.Mark;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mirror that goes on behind its last mark, as after a kill: the test writes the mark that was the last one then. */
@Tag("long")
@WithClusters
class ResumeIT {
    private final KafkaCluster east;
    private final KafkaCluster west;

    ResumeIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldKnowTheLeaderEpochOfWhatItComparedWhenNothingNewComes() {
        // Given
        new TestData(east).create("still", 1, Map.of());
        send("still", 10);
        mirror("still", OffsetsMode.AUTO);
        Mark whole = new BothLogs(east, west, "still", 0).mark();
        // When
        goBack(whole);
        MirrorResult result = mirror("still", OffsetsMode.AUTO);
        // Then
        Mark resumed = new BothLogs(east, west, "still", 0).mark();
        assertThat(result.faults()).isEmpty();
        assertThat(resumed.sourceOffset()).isEqualTo(10);
        assertThat(resumed.sourceLeaderEpoch()).isNotNull().isEqualTo(whole.sourceLeaderEpoch());
    }

    @Test
    void shouldGoOnWhenCompactionTookARecordBehindTheLastMarkOfAPreservedPartition() {
        // Given
        new TestData(east)
                .create(
                        "updated",
                        1,
                        Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "100",
                                "min.cleanable.dirty.ratio", "0.01"));
        send("updated", 10);
        mirror("updated", OffsetsMode.PRESERVE);
        Mark whole = new BothLogs(east, west, "updated", 0).mark();
        // When
        awaitHoles("updated");
        goBack(whole);
        MirrorResult result = mirror("updated", OffsetsMode.PRESERVE);
        // Then
        assertThat(result.faults()).isEmpty();
        BothLogs logs = new BothLogs(east, west, "updated", 0);
        assertThat(logs.map().isPreserved()).isTrue();
        assertThat(logs.mark().sourceOffset()).isEqualTo(new TestData(east).end("updated", 0));
        assertThat(new TestData(west).end("updated", 0)).isEqualTo(new TestData(east).end("updated", 0));
    }

    // ----

    private void goBack(Mark whole) {
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                StateWriter state = new StateWriter(target, "east")) {
            state.write(new Mark(
                    whole.topic(),
                    whole.partition(),
                    whole.targetTopic(),
                    whole.sourceTopicId(),
                    whole.targetTopicId(),
                    whole.mode(),
                    1,
                    1,
                    1,
                    0,
                    whole.sourceLeaderEpoch(),
                    whole.sourceEnd(),
                    whole.sourceStable(),
                    whole.lastTimestamp(),
                    Instant.now()));
        }
    }

    private MirrorResult mirror(String topic, OffsetsMode offsets) {
        return RunningMirror.once(Flows.eastToWest(topic, "none", offsets), east, west);
    }

    private void awaitHoles(String topic) {
        Awaitility.await("compaction")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    // a segment is closed, and may be cleaned, only when another record comes
                    send(topic, 1);
                    return RawLog.of(east.clientConfig(), topic, 0).stream().anyMatch(RawBatch::hasHoles);
                });
    }

    /** Updates of two keys, all but the last of which compaction may take. */
    private void send(String topic, int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", "50"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, bytes("k" + i % 2), bytes("v" + i)));
            }
            producer.flush();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
