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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

/** Two clusters, three topics, a producer for each, groups that read them, and as many mirrors of the flow as the test starts. */
public final class Scene implements AutoCloseable {
    /** Plain and transactional: their records keep their offsets. */
    public static final List<String> PRESERVED = List.of("orders", "payments");

    /** Compacted, hence mapped; its one segment is never cleaned here, so that all records can be compared. */
    public static final List<String> MAPPED = List.of("shelf");

    private static final List<String> TOPICS = List.of("orders", "payments", "shelf");
    private static final int PARTITIONS = 7;

    /** What the launcher allows a mirror. */
    private static final Map<String, String> AS_LAUNCHED = Map.of("JDK_JAVA_OPTIONS", "-Xmx512m");

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Path config;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<BatonProcess> mirrors = new ArrayList<>();

    public Scene(KafkaCluster east, KafkaCluster west, Path directory) {
        this(east, east.bootstrap(), west, west.bootstrap(), directory);
    }

    /** Mirrors come in by other addresses than the test. */
    public Scene(KafkaCluster east, String eastForMirror, KafkaCluster west, String westForMirror, Path directory) {
        this.east = east;
        this.west = west;
        this.config = directory.resolve("baton.yaml");
        short replicas = (short) east.brokers();
        try (Admin admin = east.admin()) {
            Files.writeString(config, configuration(eastForMirror, westForMirror));
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

    /** One more mirror of the flow. */
    public BatonProcess startMirror() {
        BatonProcess mirror = BatonProcess.start(AS_LAUNCHED, "", "mirror", "-c", config.toString());
        mirrors.add(mirror);
        return mirror;
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
    }
}
