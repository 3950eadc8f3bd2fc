package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.ExitCode;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody else opens a transaction on a mirrored topic of the target: what the mirror appends behind it is in the log, and is not
 * to be read as committed, nor to be taken for missing.
 */
@Tag("long")
@WithClusters
class IntruderIT {
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    IntruderIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @ParameterizedTest
    @ValueSource(strings = {"preserve", "map"})
    void shouldNameTheTransactionAndDoubleNothingWhenSomebodyElseOpensOneOnTheTarget(String offsets) {
        // Given
        String topic = "shared-" + offsets;
        new TestData(east).create(topic, 1, Map.of());
        write(topic, 0);
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", topic)
                .with("groups", "none")
                .with("offsets", offsets)
                .with("replication.factor", "1");
        try (BatonProcess mirror = sites.start("mirror");
                KafkaProducer<byte[], byte[]> intruder = intruder(topic)) {
            awaitEnd(topic, RECORDS);
            // When
            long open = end(topic);
            intruder.beginTransaction();
            var sent = intruder.send(new ProducerRecord<>(topic, 0, null, bytes("of somebody else")));
            intruder.flush();
            assertThat(sent).isDone();
            String who = intruderOf(topic);
            write(topic, RECORDS);
            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(mirror.err())
                            .contains(
                                    "a transaction of " + who + " is open there from offset " + open
                                            + ", within what is mirrored up to",
                                    "--topic " + topic + " --partition 0 --start-offset " + open));
            // When
            intruder.abortTransaction();
            write(topic, 2 * RECORDS);
            // Then
            awaitEnd(topic, open + 2 * RECORDS);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> new ClusterLog(west.bootstrap()).raw(topic).size() >= 3 * RECORDS);
        }
        sites.cli("mirror", "--once").expect(ExitCode.DONE);
        new BothLogs(east, west, topic, 0).assertSameRecords().assertExactMap();
    }

    /** As the leader knows him. */
    private String intruderOf(String topic) {
        ProducerState state = new TestData(west)
                .producers(topic, 0).stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .findFirst()
                        .orElseThrow();
        return "producer id " + state.producerId() + " (epoch " + state.producerEpoch() + ")";
    }

    private KafkaProducer<byte[], byte[]> intruder(String topic) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                west.clientProperties("transactional.id", "intruder-" + topic),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void write(String topic, int from) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < from + RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, bytes("record " + i)));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void awaitEnd(String topic, long atLeast) {
        Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(60)).until(() -> end(topic) >= atLeast);
    }

    private long end(String topic) {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .get(new TopicPartition(topic, 0));
    }
}
