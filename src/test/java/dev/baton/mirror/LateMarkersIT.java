package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.CuttingProxy;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Markers that a broker finds in a connection which the mirror has given up, when others were written in their place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateMarkersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ABORTED = 50;

    private KafkaCluster east;
    private KafkaCluster west;
    private CuttingProxy toWest;

    @BeforeAll
    void start() {
        List<KafkaCluster> clusters = KafkaCluster.startAll(
                KafkaCluster.named("east"), KafkaCluster.named("west").proxied());
        east = clusters.get(0);
        west = clusters.get(1);
        toWest = west.proxy();
    }

    @AfterAll
    void end() {
        toWest.close();
        west.close();
        east.close();
    }

    /** The markers are the first ones of their lane, or it has written some before. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldTakeNoMarkerTooManyWhenThoseOfALostConnectionComeLate(int gapsBefore) {
        // Given
        String topic = "late-" + gapsBefore;
        new TestData(east).create(topic, 1, Map.of());
        for (int gap = 0; gap < gapsBefore; gap++) {
            abort(topic);
        }
        new TestData(east).produce(topic, 0, 10, System.currentTimeMillis());
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config(topic), "mirror", "-c", "/dev/stdin")) {
            awaitEnd(topic);
            // When
            CuttingProxy.Stuck stuck = toWest.stick();
            abort(topic);
            Awaitility.await("markers under way").atMost(PATIENCE).until(() -> stuck.holds(ApiKeys.WRITE_TXN_MARKERS));
            stuck.cutOffClients();
            new TestData(east).produce(topic, 0, 10, System.currentTimeMillis());
            awaitEnd(topic);
            stuck.release();
            // Then
            assertThat(new TestData(west).end(topic, 0)).isEqualTo(new TestData(east).end(topic, 0));
            new TestData(east).produce(topic, 0, 10, System.currentTimeMillis());
            awaitEnd(topic);
            mirror.terminate();
            assertThat(mirror.await(PATIENCE).exitCode()).isZero();
        }
        BothLogs logs = new BothLogs(east, west, topic, 0).assertSameRecords().assertExactMap();
        assertThat(logs.map().isPreserved()).isTrue();
    }

    // ----

    private String config(String topic) {
        return Flows.yaml(
                east.bootstrap(),
                toWest.bootstrap(),
                "topics: '%s', groups: none, replication.factor: 1, offsets: preserve".formatted(topic));
    }

    private void awaitEnd(String topic) {
        // the mirror has yet to make the topic
        Awaitility.await("the same ends")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> new TestData(west).end(topic, 0) == new TestData(east).end(topic, 0));
    }

    private void abort(String topic) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < ABORTED; i++) {
                byte[] value = ("aborted" + i).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }
}
