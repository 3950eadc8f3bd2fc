package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cluster.Cluster;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --once} comes to an end whatever happens beside it, and its exit code says whether all was done. */
@Tag("long")
@WithClusters
class OnceEndsIT {
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final int RECORD_BYTES = 1_000;
    private static final int RECORDS = 1_500;
    /** So that what a topic has takes some twenty seconds. */
    private static final String SLOWLY = "80kB";

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    private TestData source;
    private TwoSites sites;

    OnceEndsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @BeforeEach
    void prepare() {
        source = new TestData(east);
        sites = new TwoSites(east, west, directory).with("replication.factor", "1");
    }

    @Test
    void shouldEndWith3WhenNoGroupIsCarriedSinceATransactionIsOpen() {
        // Given
        source.create("held", 1, Map.of()).produce("held", 0, 10, Instant.now().toEpochMilli());
        source.commit("holder", "held", 0, 5, "");
        try (KafkaProducer<byte[], byte[]> producer = producer("transactional.id", "held-open")) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>("held", 0, null, new byte[1]));
            producer.flush();
            // When
            BatonProcess.Result end = finish(sites.with("topics", "held")
                    .with("groups", "holder")
                    .with("groups.consistency", "flow")
                    .start("mirror", "--once"));
            // Then
            assertThat(end.exitCode()).as(end.err()).isEqualTo(3);
            assertThat(end.err()).contains("not done: no group is carried over", "open transactions");
            assertThat(new TestData(west).committed("holder")).isEmpty();
            producer.abortTransaction();
        }
    }

    /** Its records may bear the time of what they were made of: that they are old says nothing of the transaction. */
    @Test
    void shouldWaitForATransactionThatIsUnderWayAndEndWith0() {
        // Given
        source.create("under-way", 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = openTransaction("under-way");
                BatonProcess once =
                        sites.with("topics", "under-way").with("groups", "none").start("mirror", "--once")) {
            // When
            await().atMost(LIMIT).ignoreExceptions().until(() -> new TestData(west).end("under-way", 0) == 0);
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            producer.commitTransaction();
            BatonProcess.Result end = once.await(LIMIT);
            // Then
            assertThat(end.exitCode()).as(end.err()).isZero();
            assertThat(end.err()).contains("mirrored 11 records").doesNotContain("holds back");
            new BothLogs(east, west, "under-way", 0).assertSameRecords();
        }
    }

    /** What others do meanwhile is not for this run, and one that began later is not waited for. */
    @Test
    void shouldNotWaitForATransactionThatBeganLater() {
        // Given
        source.create("later", 1, Map.of());
        write("later", 1);
        try (BatonProcess once = slowly(sites.with("topics", "later").with("groups", "none"))) {
            awaitMirrored("later", 1);
            // When
            try (KafkaProducer<byte[], byte[]> producer = openTransaction("later")) {
                BatonProcess.Result end = once.await(LIMIT);
                // Then
                assertThat(end.exitCode()).as(end.err()).isZero();
                assertThat(mirrored("later", 1)).isEqualTo(RECORDS);
                producer.abortTransaction();
            }
        }
    }

    /** It keeps all that follows it from the target for good. */
    @Test
    void shouldEndWith3AndNameATransactionThatStaysOpen() {
        // Given
        source.create("hanging", 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = openTransaction("hanging")) {
            // When
            BatonProcess.Result end = finish(
                    sites.with("topics", "hanging").with("groups", "none").start("mirror", "--once"));
            // Then
            assertThat(end.exitCode()).as(end.err()).isEqualTo(3);
            assertThat(end.err())
                    .contains("hanging-0: a transaction of east holds back all that follows: producer id ");
            producer.abortTransaction();
        }
    }

    /** With a record that is older than a transaction may be, and others behind it. */
    private KafkaProducer<byte[], byte[]> openTransaction(String topic) {
        long old = Instant.now().minusSeconds(600).toEpochMilli();
        KafkaProducer<byte[], byte[]> producer = producer("transactional.id", topic);
        producer.initTransactions();
        producer.beginTransaction();
        var unused = producer.send(new ProducerRecord<>(topic, 0, old, null, new byte[1]));
        producer.flush();
        source.produce(topic, 0, 10, Instant.now().toEpochMilli());
        return producer;
    }

    @Test
    void shouldEndWith0WhenAnotherMirrorTakesAShareOver() {
        // Given
        source.create("shared", 8, Map.of());
        write("shared", 8);
        TwoSites shared = sites.with("topics", "shared").with("groups", "none");
        try (BatonProcess once = slowly(shared)) {
            awaitMirrored("shared", 8);
            // When
            try (BatonProcess other = shared.start("mirror")) {
                BatonProcess.Result end = once.await(LIMIT);
                // Then
                assertThat(end.exitCode()).as(end.err()).isZero();
                assertThat(mirrored("shared", 8)).isEqualTo(RECORDS);
                assertThat(other.isAlive()).as(other.err()).isTrue();
            }
        }
    }

    @Test
    void shouldEndWith3WhenATopicIsDeletedBeforeAllOfItIsMirrored() {
        // Given
        source.create("doomed", 1, Map.of()).create("stays", 1, Map.of());
        write("doomed", 1);
        write("stays", 1);
        try (BatonProcess once = slowly(sites.with("topics", "doomed|stays").with("groups", "none"))) {
            awaitMirrored("doomed", 1);
            // When
            source.delete("doomed");
            BatonProcess.Result end = once.await(LIMIT);
            // Then
            assertThat(end.exitCode()).as(end.err()).isEqualTo(3);
            assertThat(end.err()).contains("not done: topic doomed: 1 partitions were not mirrored to the end");
            assertThat(mirrored("stays", 1)).isEqualTo(RECORDS);
        }
    }

    @Test
    void shouldEndWith3WhenASwitchComesBeforeAllIsMirrored() {
        // Given
        source.create("moved", 1, Map.of());
        write("moved", 1);
        try (BatonProcess once = slowly(sites.with("topics", "moved").with("groups", "none"))) {
            awaitMirrored("moved", 1);
            // When
            switched(List.of("moved"));
            BatonProcess.Result end = once.await(LIMIT);
            // Then
            assertThat(end.exitCode()).as(end.err()).isEqualTo(3);
            assertThat(end.err()).contains("topic moved: 1 partitions were not mirrored to the end: a switch");
        }
    }

    @Test
    void shouldEndWith130WhenItIsTerminatedBeforeAllIsMirrored() {
        // Given
        source.create("cut", 1, Map.of());
        write("cut", 1);
        try (BatonProcess once = slowly(sites.with("topics", "cut").with("groups", "none"))) {
            awaitMirrored("cut", 1);
            // When
            once.terminate();
            BatonProcess.Result end = once.await(LIMIT);
            // Then
            assertThat(end.exitCode()).as(end.err()).isEqualTo(130);
            assertThat(end.err()).contains("mirrored ", "interrupted").doesNotContain("given up");
        }
    }

    private static BatonProcess slowly(TwoSites sites) {
        return sites.start("mirror", "--once", "--max-rate", SLOWLY);
    }

    private static BatonProcess.Result finish(BatonProcess baton) {
        try (baton) {
            return baton.await(LIMIT);
        }
    }

    private void switched(List<String> topics) {
        try (Cluster target = sites.connectToTarget();
                StateWriter state = new StateWriter(target, "east")) {
            state.write(new SwitchedGeneration(1, "the-switch", false, List.of(), false, topics, Instant.now()));
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Object... more) {
        return new KafkaProducer<>(east.clientProperties(more), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** In small batches, which a low rate does not wait long for. */
    private void write(String topic, int partitions) {
        try (KafkaProducer<byte[], byte[]> producer = producer("batch.size", 4 * RECORD_BYTES, "linger.ms", 5)) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, i % partitions, null, new byte[RECORD_BYTES]));
            }
        }
    }

    private void awaitMirrored(String topic, int partitions) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> mirrored(topic, partitions) > 0);
    }

    private long mirrored(String topic, int partitions) {
        TestData target = new TestData(west);
        long all = 0;
        for (int p = 0; p < partitions; p++) {
            all += target.end(topic, p);
        }
        return all;
    }
}
