package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.Run;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * A target of three brokers and replication factor 3 that writes markers twice: a follower sleeps for longer than who sent
 * them waits for the answer, or a broker dies when a marker has landed and nobody has noted it.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoordinatorMarkersIT {
    /** Whether a marker is written twice depends on when the follower falls asleep: what waits for it can be records, too. */
    private static final int ATTEMPTS = 15;

    /** The coordinator, which waits 2.5 s, asks again; and the follower stays in sync, its broker a member, all the time. */
    private static final Duration SLEEP = Duration.ofSeconds(7);

    /** Too short for the coordinator to ask again. */
    private static final Duration SHORT_SLEEP = Duration.ofMillis(1_500);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Ten gaps a second, which the coordinator fills on a busy machine, too. */
    private static final Duration PACE = Duration.ofMillis(100);

    private UnprivilegedSites sites;
    private KafkaCluster west;

    @BeforeAll
    void start() {
        sites = UnprivilegedSites.start(KafkaCluster.named("west")
                .brokers(3)
                .with("request.timeout.ms", "2500")
                .with("replica.lag.time.max.ms", "30000")
                .with("broker.session.timeout.ms", "12000")
                .with("controller.quorum.fetch.timeout.ms", "12000")
                // else the coordinator itself would wait for the follower that sleeps
                .with("transaction.state.log.replication.factor", "1")
                .with("transaction.state.log.min.isr", "1"));
        west = sites.west();
    }

    @AfterAll
    void end() {
        sites.close();
    }

    /** A follower's sleep is what has a marker written twice for certain: the coordinator asks again meanwhile. */
    @Test
    void shouldGoOnExactlyWhenAFollowerSleepsWhileMarkersAreWritten(TestReporter reporter) throws Exception {
        // Given
        Place place = place("slept");
        String config = sites.config(place.topic(), "offsets: preserve");
        try (Load load = new Load(place.topic());
                BatonProcess mirror = start(config)) {
            awaitProgress(place.topic());
            // When
            for (int i = 0; i < ATTEMPTS && isPreserved(place); i++) {
                sleep(place.follower());
                awaitProgress(place.topic());
            }
            end(mirror, load);
        }
        // Then
        assertSurplusBecameRuns(logs(config, place, reporter));
    }

    @Test
    void shouldGoOnExactlyWhenTheMirrorIsKilledBeforeItCouldRecordTheSurplus(TestReporter reporter) throws Exception {
        // Given
        Place place = place("killed");
        String config = sites.config(place.topic(), "offsets: preserve");
        try (Load load = new Load(place.topic())) {
            // When
            boolean preserved = true;
            for (int i = 0; i < ATTEMPTS && preserved; i++) {
                try (BatonProcess mirror = start(config)) {
                    awaitProgress(place.topic());
                    preserved = isPreserved(place);
                    west.pause(place.follower());
                    LockSupport.parkNanos(SLEEP.toNanos());
                    mirror.kill();
                }
                west.resume(place.follower());
            }
            try (BatonProcess mirror = start(config)) {
                awaitProgress(place.topic());
                end(mirror, load);
            }
        }
        // Then
        assertSurplusBecameRuns(logs(config, place, reporter));
    }

    /**
     * A coordinator notes that a marker is written when all replicas in sync have it: of one that a sleeping follower holds up
     * it has not. Its successor, here itself once it is back, writes once more what was decided and not noted as done.
     */
    @Test
    void shouldGoOnExactlyWhenTheCoordinatorIsKilledWhileMarkersAreWritten(TestReporter reporter) throws Exception {
        // Given
        Place place = place("coordinated");
        String config = sites.config(place.topic(), "offsets: preserve");
        try (Load load = new Load(place.topic());
                BatonProcess mirror = start(config)) {
            awaitProgress(place.topic());
            // When
            for (int i = 0; i < ATTEMPTS && isPreserved(place); i++) {
                west.pause(place.follower());
                LockSupport.parkNanos(SHORT_SLEEP.toNanos());
                west.kill(place.coordinator());
                west.resume(place.follower());
                west.revive();
                awaitProgress(place.topic());
            }
            end(mirror, load);
        }
        // Then
        assertSurplusBecameRuns(logs(config, place, reporter));
    }

    @Test
    void shouldGoOnExactlyWhenTheLeaderIsKilledWhileTheCoordinatorWritesMarkers(TestReporter reporter)
            throws Exception {
        Place place = place("led");
        killLeaders(place, sites.config(place.topic(), "offsets: preserve"), reporter);
    }

    @Test
    void shouldGoOnExactlyWhenTheLeaderSleepsOrIsKilledWhileTheMirrorWritesMarkersItself(TestReporter reporter)
            throws Exception {
        Place place = place("direct");
        String config = """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s", request.timeout.ms: 2500}
                flows:
                  - {from: east, to: west, topics: "%s", groups: none, replication.factor: 3, offsets: preserve}
                """.formatted(sites.east().bootstrap(), west.bootstrap(), place.topic());
        BothLogs logs = killLeaders(place, config, reporter);
        assertThat(logs.map().isPreserved())
                .as("no marker of ours is written twice")
                .isTrue();
    }

    private BothLogs killLeaders(Place place, String config, TestReporter reporter) throws Exception {
        // Given
        try (Load load = new Load(place.topic());
                BatonProcess mirror = start(config)) {
            awaitProgress(place.topic());
            // When
            sleep(place.follower());
            awaitProgress(place.topic());
            for (int i = 0; i < 2; i++) {
                west.kill(new TestData(west).leader(place.topic(), 0));
                west.revive();
                awaitProgress(place.topic());
            }
            end(mirror, load);
        }
        // Then
        return logs(config, place, reporter);
    }

    // ----

    private static BatonProcess start(String config) {
        return BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin");
    }

    private static void end(BatonProcess mirror, Load load) throws InterruptedException {
        load.stop();
        mirror.terminate();
        BatonProcess.Result result = mirror.await(PATIENCE);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private BothLogs logs(String config, Place place, TestReporter reporter) {
        BatonProcess.Result last = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
        assertThat(last.exitCode()).as(last.err()).isZero();
        BothLogs logs = new BothLogs(sites.east(), west, place.topic(), 0);
        reporter.publishEntry(Map.of(
                "topic", place.topic(),
                "records", Integer.toString(logs.records()),
                "markers on the source", Long.toString(markers(sites.east(), place.topic())),
                "markers on the target", Long.toString(markers(west, place.topic())),
                "runs", logs.map().runs().toString()));
        OffsetsShown shown = OffsetsShown.of(config, place.topic(), 0);
        assertThat(shown.runs()).isEqualTo(logs.map().runs());
        assertThat(shown.filled()).isEqualTo(markers(west, place.topic()));
        return logs.assertSameRecords().assertExactMap();
    }

    /** Whether no marker was written twice so far, as far as the mirror has said. */
    private boolean isPreserved(Place place) {
        return new BothLogs(sites.east(), west, place.topic(), 0).map().isPreserved();
    }

    private void assertSurplusBecameRuns(BothLogs logs) {
        assertThat(logs.map().runs())
                .as("a marker was written twice, and later gaps made up for it")
                .hasSizeGreaterThan(2)
                .anyMatch(run -> run.target() > run.source());
        Run last = logs.map().runs().get(logs.map().runs().size() - 1);
        assertThat(last.target()).as("the last run of %s", logs.map().runs()).isEqualTo(last.source());
    }

    private static long markers(KafkaCluster cluster, String topic) {
        return RawLog.of(cluster.clientConfig(), topic, 0).stream()
                .filter(RawBatch::control)
                .count();
    }

    private void sleep(int node) {
        west.pause(node);
        LockSupport.parkNanos(SLEEP.toNanos());
        west.resume(node);
    }

    private void awaitProgress(String topic) {
        long before = end(topic);
        Awaitility.await("progress of " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> end(topic) > before + 20);
    }

    private long end(String topic) {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .getOrDefault(new TopicPartition(topic, 0), 0L);
    }

    /** A topic whose markers one node coordinates, another one leads, and the third only follows. */
    private record Place(String topic, int coordinator, int follower) {}

    private Place place(String name) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            Place found = placeAmong(name + i);
            if (found != null) {
                return found;
            }
        }
        throw new AssertionError("no topic is led by another node than the one that coordinates its markers");
    }

    private @Nullable Place placeAmong(String name) throws Exception {
        List<NewTopic> topics = IntStream.rangeClosed(1, 3)
                .mapToObj(leader ->
                        new NewTopic(name + leader, Map.of(0, List.of(leader, leader % 3 + 1, (leader + 1) % 3 + 1))))
                .toList();
        try (Admin source = sites.east().admin();
                Admin target = west.admin()) {
            target.createTopics(topics).all().get();
            source.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic.name(), 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        for (int leader = 1; leader <= 3; leader++) {
            String topic = name + leader;
            int coordinator = coordinator(topic);
            if (coordinator != leader) {
                return new Place(topic, coordinator, 6 - leader - coordinator);
            }
        }
        return null;
    }

    /** Found where any transactional id would be: by the hash of its name. */
    private int coordinator(String topic) {
        String id = "baton-mirror.east.west." + InternalTopics.shardOf(topic, 0) + ".markers";
        try (KafkaProducer<byte[], byte[]> any = producer(west, "any")) {
            any.partitionsFor(topic);
        }
        return new TestData(west).leader("__transaction_state", Math.floorMod(id.hashCode(), 4));
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaCluster cluster, String transactionalId) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                cluster.clientProperties("transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Transactions of one to three records, each of which leaves a gap of one, until it is stopped. */
    private final class Load implements AutoCloseable {
        private final Thread thread;
        private volatile boolean stopped;

        private Load(String topic) {
            thread = new Thread(() -> write(topic), "load");
            thread.start();
        }

        private void write(String topic) {
            try (KafkaProducer<byte[], byte[]> producer = producer(sites.east(), "load-" + topic)) {
                for (int i = 0; !stopped; i++) {
                    producer.beginTransaction();
                    for (int r = 0; r <= i % 3; r++) {
                        byte[] value = ("v" + i + "." + r).getBytes(StandardCharsets.UTF_8);
                        var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
                    }
                    producer.commitTransaction();
                    LockSupport.parkNanos(PACE.toNanos());
                }
            }
        }

        private void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }

        @Override
        public void close() throws InterruptedException {
            stop();
        }
    }
}
