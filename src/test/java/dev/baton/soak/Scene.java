package dev.baton.soak;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.Shapes;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Two clusters, three topics, a producer for each, groups that read them, and as many mirrors of the flow as the test starts. */
public final class Scene implements AutoCloseable {
    /** Plain and transactional: their records keep their offsets. */
    public static final List<String> PRESERVED = List.of("orders", "payments");

    /** Compacted, hence mapped; its one segment is never cleaned here, so that all records can be compared. */
    public static final List<String> MAPPED = List.of("shelf");

    private static final List<String> TOPICS = List.of("orders", "payments", "shelf");
    private static final int PARTITIONS = 7;

    /** How many mirrors a soak runs at most. */
    static final int PLACES = 3;

    private static final Duration UP_TO_A_BURST = Duration.ofMillis(600);

    /** What the launcher allows a mirror. */
    static final int HEAP_MEGABYTES = 512;

    private static final String AS_LAUNCHED = "-Xmx" + HEAP_MEGABYTES + "m -XX:+ExitOnOutOfMemoryError";
    private static final String RESIDENT = " -Xms" + HEAP_MEGABYTES + "m -XX:+AlwaysPreTouch";

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final List<Ways> ways;
    private final Path config;
    private final Path direct;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<BatonProcess> mirrors = new CopyOnWriteArrayList<>();
    private final SortedMap<Integer, BatonProcess> places = new TreeMap<>();
    private String javaOptions = AS_LAUNCHED;

    public Scene(KafkaCluster east, KafkaCluster west, Path directory) {
        this(east, west, List.of(), directory);
    }

    private Scene(KafkaCluster east, KafkaCluster west, List<Ways> ways, Path directory) {
        this.east = east;
        this.west = west;
        this.ways = ways;
        this.config = directory.resolve("baton.yaml");
        this.direct = directory.resolve("direct.yaml");
        short replicas = (short) east.brokers();
        try (Admin admin = east.admin()) {
            Files.writeString(direct, configuration(east.bootstrap(), west.bootstrap()));
            Files.writeString(
                    config,
                    ways.isEmpty()
                            ? Files.readString(direct)
                            : configuration(ways.get(0).bootstrap(), ways.get(1).bootstrap()));
            admin.createTopics(List.of(
                            new NewTopic("orders", 3, replicas),
                            new NewTopic("payments", 2, replicas),
                            new NewTopic("shelf", 2, replicas).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("topics could not be made", e);
        }
    }

    /**
     * One whose mirrors come in by ways that can be cut; but the mirror at the last place comes in directly, so that it is
     * refused where a broker is dead.
     *
     * @param east described as proxied, as west is
     */
    public static Scene withWaysToCut(KafkaCluster east, KafkaCluster west, Path directory) {
        return new Scene(east, west, List.of(new Ways(east), new Ways(west)), directory);
    }

    private String configuration(String eastForMirror, String westForMirror) {
        return """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: "orders|payments|shelf"
                    offsets.preserve: "orders|payments"
                    replication.factor: %d
                """.formatted(eastForMirror, westForMirror, west.brokers());
    }

    public KafkaCluster east() {
        return east;
    }

    public KafkaCluster west() {
        return west;
    }

    public Path config() {
        return config;
    }

    /** Mirrors have their whole heap in memory from the start: what their resident set grows by then lies beside it. */
    void keepHeapsResident() {
        javaOptions = AS_LAUNCHED + RESIDENT;
    }

    /** Starts the producers. */
    public void write(int plainPerSecond, int transactionalPerSecond) {
        String source = east.bootstrap();
        writers.add(Writer.plain(source, Shapes.orders("orders", "o"), plainPerSecond));
        writers.add(Writer.transactional(source, Shapes.payments("payments", "p"), "payments", transactionalPerSecond));
        writers.add(Writer.transactional(source, Shapes.payments("shelf", "s"), "shelf", transactionalPerSecond));
    }

    /** Starts two groups: one that keeps up, and one that falls behind. */
    public void read() {
        readers.add(new Reader(east.bootstrap(), "shop", TOPICS, Duration.ofMillis(50)));
        readers.add(new Reader(east.bootstrap(), "archive", TOPICS, Duration.ofSeconds(1)));
    }

    /** One more mirror of the flow, at the first place that is free. */
    public BatonProcess startMirror() {
        return startMirror(IntStream.iterate(0, place -> place + 1)
                .filter(place -> !places.containsKey(place))
                .findFirst()
                .orElseThrow());
    }

    private BatonProcess startMirror(int place) {
        Path by = place == PLACES - 1 ? direct : config;
        BatonProcess mirror =
                BatonProcess.start(Map.of("JDK_JAVA_OPTIONS", javaOptions), "", "mirror", "-c", by.toString());
        mirrors.add(mirror);
        places.put(place, mirror);
        return mirror;
    }

    /** The places that are taken. Who is at one was put there, and is not told to leave; whether it lives is another matter. */
    List<Integer> places() {
        return List.copyOf(places.keySet());
    }

    BatonProcess mirrorAt(int place) {
        return Objects.requireNonNull(places.get(place));
    }

    /** Frees a place; to end the mirror is the caller's part. */
    BatonProcess leave(int place) {
        return Objects.requireNonNull(places.remove(place));
    }

    /** Puts a new mirror where one has ended that nobody told to; what each of these had to say. */
    List<String> replaceEnded() {
        List<String> ended = new ArrayList<>();
        for (int place : places()) {
            BatonProcess mirror = mirrorAt(place);
            if (!mirror.isAlive()) {
                ended.add("the mirror at place " + place + " ended by itself after "
                        + mirror.age().toSeconds() + " s: " + mirror.err());
                startMirror(place);
            }
        }
        return ended;
    }

    /** Cuts all ways to one broker a moment from now, to the target's more often than to the source's. */
    public void cut(Random random) {
        LockSupport.parkNanos(random.nextLong(UP_TO_A_BURST.toNanos()));
        Ways cut = ways.get(random.nextInt(3) == 0 ? 0 : 1);
        cut.cut(1 + random.nextInt(east.brokers()));
    }

    /** The mirrors that live, the oldest first. */
    public List<BatonProcess> mirrors() {
        return mirrors.stream().filter(BatonProcess::isAlive).toList();
    }

    /** Where each mirrored partition ends on the target. */
    public Map<TopicPartition, Long> mirroredTo() {
        return new ClusterLog(west.bootstrap()).ends(TOPICS, "read_uncommitted");
    }

    /** Waits until something more is mirrored of every partition. */
    public void awaitProgress(Duration atMost) {
        Map<TopicPartition, Long> before = mirroredTo();
        Instant end = Instant.now().plus(atMost);
        Map<TopicPartition, Long> now = mirroredTo();
        while (!hasGrown(before, now)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not more of every partition within " + atMost + ": " + before + ", then "
                        + now + "; the source: " + new ClusterLog(east.bootstrap()).ends(TOPICS, "read_committed")
                        + sayings());
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            now = mirroredTo();
        }
    }

    /** Waits until no replica is behind. */
    public void awaitInSync(KafkaCluster cluster, Duration atMost) {
        try (Admin admin = cluster.admin()) {
            Awaitility.await("all replicas of " + cluster.name())
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .atMost(atMost)
                    .until(() -> admin.describeTopics(TOPICS).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size()
                                    == partition.replicas().size()));
        }
    }

    private static boolean hasGrown(Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
        return now.size() == PARTITIONS
                && now.entrySet().stream().allMatch(e -> e.getValue() > before.getOrDefault(e.getKey(), 0L));
    }

    private String sayings() {
        return mirrors.stream().map(mirror -> "\nmirror: " + mirror.err()).collect(Collectors.joining());
    }

    /** Stops all that runs, mirrors what is left, and holds the logs, and where groups stand, against each other. */
    public Comparison finish() {
        writers.forEach(Writer::close);
        readers.forEach(Reader::close);
        mirrors().forEach(mirror -> {
            mirror.resume();
            mirror.kill();
        });
        BatonProcess.Result last = BatonProcess.run("mirror", "--once", "-c", config.toString());
        Comparison logs = Comparison.of(
                east,
                west,
                PRESERVED,
                MAPPED,
                readers.stream().map(Reader::group).toList());
        return last.exitCode() == 0
                ? logs
                : logs.and("mirror --once ended with " + last.exitCode() + ": " + last.err());
    }

    @Override
    public void close() {
        writers.forEach(Writer::close);
        readers.forEach(Reader::close);
        mirrors.forEach(BatonProcess::close);
        ways.forEach(Ways::close);
    }
}
