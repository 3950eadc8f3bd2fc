package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateCodec;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A switch that comes while a broker of the target hangs on a batch, or when a mirror has only just begun. */
@WithClusters
class HonouringIT {
    private static final SwitchedGeneration ALL =
            new SwitchedGeneration(1, "id", true, List.of(), true, List.of(), Instant.EPOCH);

    private final KafkaCluster east;
    private final KafkaCluster west;

    HonouringIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldNotAcknowledgeASwitchWhileABatchIsUnderWayThatNobodyAnsweredFor() throws Exception {
        hangsOnABatch("t", engine -> {});
    }

    @Test
    void shouldNotAcknowledgeASwitchWhileABatchIsUnderWayOfAPartitionThatStoppedSince() throws Exception {
        LaneEnd why = new LaneEnd.Overtaken("it stops for whatever reason");
        hangsOnABatch("u", engine -> engine.end(new TopicPartition("u", 0), why));
    }

    /** A switch that has written its word waits for those that have told it, and takes the log ends then. */
    @Test
    void shouldHaveToldThatItLivesBeforeItMirrorsAnything() throws Exception {
        // Given
        create(east, "told");
        create(west, "told");
        write("told", 10);
        // When
        Instant mirrored;
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("told", "none"), east, west)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !new ClusterLog(west.bootstrap()).raw("told").isEmpty());
            mirrored = Instant.now();
            assertThat(mirror.stop().partitions()).isOne();
        }
        // Then
        assertThat(beats()).first().satisfies(beat -> assertThat(beat.time()).isBefore(mirrored));
    }

    private List<MirrorBeat> beats() {
        StateCodec codec = new StateCodec();
        return new ClusterLog(west.bootstrap())
                .raw(InternalTopics.snapshot("east")).stream()
                        .filter(written -> written.value() != null)
                        .flatMap(written -> codec.decode(written.key(), written.value()).stream())
                        .filter(MirrorBeat.class::isInstance)
                        .map(MirrorBeat.class::cast)
                        .toList();
    }

    private void hangsOnABatch(String topic, Consumer<Engine> meanwhile) throws Exception {
        create(east, topic);
        create(west, topic);
        Lease lease = Leases.held(Duration.ofMinutes(5));
        ClusterConfig target = west.clientConfig();
        try (Cluster source = Cluster.connect(east.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test");
                Cluster cluster = Cluster.connect(target, Budget.perCall(Duration.ofSeconds(10)), "test")) {
            StateTopics.create(cluster, "east", (short) 1);
            FlowFacts facts = Flows.facts(target);
            FlowConfig flow = Flows.eastToWest(topic, "none");
            try (StateWriter state = new StateWriter(cluster, "east");
                    Engine engine = started(new Engine(east.clientConfig(), target, null, lease, (p, l, w) -> {}));
                    Supervisor supervisor = new Supervisor(
                            engine,
                            new Preparers(
                                    () -> new Preparer(
                                            east.clientConfig(),
                                            target,
                                            cluster,
                                            flow,
                                            facts,
                                            state,
                                            engine,
                                            Set.of(),
                                            new TargetLosses()),
                                    engine::failed),
                            new Tally())) {
                GroupSync groups = new GroupSync(
                        source, cluster, flow, new SameOffsets(), supervisor, state, lease, snapshots -> {});
                Honouring honouring = new Honouring(
                        "west", supervisor, new TopicChanges(() -> SwitchedGeneration.NONE), groups, () -> {});
                // Given a partition that is mirrored, and a batch to a broker that hangs
                supervisor.topics(List.of(Starts.topic(topic)), Set.of(), SwitchedGeneration.NONE);
                supervisor.assigned(Set.of(InternalTopics.shardOf(topic, 0)), Map.of());
                write(topic, 10);
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mirrored(engine) == 10);
                west.pause();
                write(topic, 10);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> seen(engine) == 20);
                // what is seen is sent with the engine's next turn
                Thread.sleep(300);
                meanwhile.accept(engine);
                // When
                for (int i = 0; i < 5; i++) {
                    honouring.look(ALL);
                    // Then
                    assertThat(honouring.generation()).isZero();
                }
                west.resume();
                Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> {
                    honouring.look(ALL);
                    return honouring.generation() == 1;
                });
            } finally {
                west.resume();
            }
        }
    }

    private static long mirrored(Engine engine) {
        return engine.progress().values().stream()
                .mapToLong(Progress::coveredTo)
                .sum();
    }

    private static long seen(Engine engine) {
        return engine.progress().values().stream()
                .map(Progress::lastStable)
                .mapToLong(stable -> stable == null ? 0 : stable)
                .sum();
    }

    private static Engine started(Engine engine) {
        Thread thread = new Thread(engine, "engine-under-test");
        thread.setDaemon(true);
        thread.start();
        return engine;
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private void write(String topic, int records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, new byte[] {(byte) i}));
            }
        }
    }
}
