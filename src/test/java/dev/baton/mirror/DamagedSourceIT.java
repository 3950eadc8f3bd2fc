package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawLog;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit of a segment of the source is not what was written: brokers send it as it is, and the checksum would be made anew. */
@WithClusters
class DamagedSourceIT {
    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    DamagedSourceIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldStopBeforeTheBatchAndGoOnOnceItIsWhole() throws Exception {
        // Given three batches, the second of which has a bit that is wrong
        new TestData(east).create("rotten", 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("batch.size", 0), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("rotten", 0, null, ("value " + i).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
        List<RawLog.RawBatch> batches = RawLog.of(east.clientConfig(), "rotten", 0);
        long bit = 8L * (batches.get(0).bytes() + batches.get(1).bytes() - 3);
        flip(bit);
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "rotten")
                .with("groups", "none")
                .with("replication.factor", "1");
        // When
        try (BatonProcess mirror = sites.start("mirror")) {
            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(mirror.err())
                            .contains("source offset 1 of rotten-0 cannot be read", "its checksum is not that"));
            assertThat(end()).isEqualTo(1);
            flip(bit);
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> end() == 3);
        }
        new BothLogs(east, west, "rotten", 0).assertSameRecords();
    }

    private long end() {
        return new ClusterLog(west.bootstrap())
                .ends(List.of("rotten"), "read_uncommitted")
                .get(new TopicPartition("rotten", 0));
    }

    // the broker reads the file through the same page cache
    private void flip(long bit) throws Exception {
        Path log = new TestData(east).log("rotten", 0);
        try (RandomAccessFile segment =
                new RandomAccessFile(log.resolve("00000000000000000000.log").toFile(), "rw")) {
            segment.seek(bit / 8);
            int value = segment.read();
            segment.seek(bit / 8);
            segment.write(value ^ (1 << (bit % 8)));
        }
    }
}
