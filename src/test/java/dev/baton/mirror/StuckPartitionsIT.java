package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.ClusterConfig;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions whose leader on the target is away, with more records than there is memory for. */
@Tag("long")
@WithClusters
class StuckPartitionsIT {
    private static final int PARTITIONS = 16;

    /** Memory is what goes in two seconds: less than one batch of each partition. */
    private static final long RATE = 1_000_000;

    private static final int RECORD = 300_000;

    private final KafkaCluster east;

    StuckPartitionsIT(@Named("east") KafkaCluster east) {
        this.east = east;
    }

    @Test
    void shouldLeaveRoomForOthersWhenTheyCannotBeWritten() {
        // Given
        new TestData(east).create("stuck", PARTITIONS, Map.of());
        new TestData(east).create("fine", 1, Map.of());
        produce("stuck", PARTITIONS);
        produce("fine", 1);
        Queue<LaneEnd> ends = new ConcurrentLinkedQueue<>();
        Lease lease = Leases.held(Duration.ofSeconds(60));
        ClusterConfig away = new ClusterConfig("west", Map.of("bootstrap.servers", "127.0.0.1:1"));
        try (Engine engine =
                new Engine(east.clientConfig(), away, RATE, lease, (partition, last, why) -> ends.add(why))) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                engine.start(start("stuck", partition));
            }
            Thread thread = new Thread(engine, "engine-under-test");
            thread.setDaemon(true);
            thread.start();
            await().pollDelay(Duration.ofSeconds(3))
                    .until(() ->
                            engine.progress().values().stream().anyMatch(progress -> progress.lastStable() != null));
            // When
            TopicPartition fine = new TopicPartition("fine", 0);
            engine.start(start("fine", 0));
            // Then
            await().atMost(Failing.LASTING.plusSeconds(10))
                    .until(() -> engine.progress(fine) != null
                            && engine.progress(fine).lastStable() != null);
            assertThat(ends).isNotEmpty().hasOnlyElementsOfType(LaneEnd.Resync.class);
        }
    }

    private void produce(String topic, int partitions) {
        byte[] value = new byte[RECORD];
        new Random(7).nextBytes(value);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
            }
        }
    }

    private PartitionStart start(String topic, int partition) {
        try (LogControl control = new LogControl(east.clientConfig(), "test")) {
            Layout layout = control.layout(List.of(topic));
            return Starts.preserved(
                    new PartitionRef(topic, layout.topicIds().get(topic), partition),
                    new PartitionRef(topic, new Uuid(2, 2), partition),
                    0);
        }
    }
}
