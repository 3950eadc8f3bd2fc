package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Cluster;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Topics that were deleted and made anew with as many records as before: nothing but their ids tells them from what was
 * mirrored. Topic a is remade on the source, b by somebody on the target, d is deleted there, so that the mirror makes it anew,
 * and c stays as it is.
 */
@Tag("long")
@WithClusters
class RemadeTopicsIT {
    private static final int RECORDS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    RemadeTopicsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @ParameterizedTest
    @ValueSource(strings = {"preserve", "map"})
    void shouldStopAndWriteNothingWhenTopicsWereRemadeWhileItWasStopped(String offsets) {
        // Given
        Flow flow = new Flow("stopped-" + offsets);
        TwoSites sites = flow.sites(offsets);
        assertThat(once(sites).exitCode()).isZero();
        // When
        Remade remade = flow.remake();
        flow.send("c", "more");
        BatonProcess.Result result = once(sites);
        // Then
        remade.assertNamedIn(result.err());
        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(flow.onTarget("c").values()).hasSize(2 * RECORDS);
        remade.assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource({"preserve,later", "preserve,at-once", "map,later", "map,at-once"})
    void shouldStopAndWriteNothingWhenTopicsAreRemadeWhileItRuns(String offsets, String written) {
        // Given
        Flow flow = new Flow("running-" + offsets + "-" + written);
        TwoSites sites = flow.sites(offsets);
        Remade remade;
        try (BatonProcess mirror = sites.start("mirror")) {
            flow.awaitMirrored();
            // When
            remade = flow.remake();
            if (written.equals("at-once")) {
                // before it can have looked at the topics: only their ids tell the brokers that they are not meant
                List.of("b", "a", "c", "d").forEach(topic -> flow.send(topic, "more"));
            }
            // Then, though nothing came that was to be mirrored
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> remade.assertNamedIn(mirror.err()));
            if (written.equals("later")) {
                List.of("a", "b", "c", "d").forEach(topic -> flow.send(topic, "more"));
            }
            // Then
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> flow.onTarget("c").values().size() == 2 * RECORDS);
            remade.assertNothingWritten();
        }
        BatonProcess.Result last = once(sites);
        assertThat(last.exitCode()).as(last.err()).isEqualTo(3);
        remade.assertNamedIn(last.err());
        remade.assertNothingWritten();
    }

    /** The copy is all that is left of it: what the new topic is must not be imposed on it. */
    @Test
    void shouldLeaveConfigsAndPartitionsOfTheCopyWhenTheSourcesTopicWasRemade() {
        // Given
        TestData source = new TestData(east).create("ledger", 1, Map.of("retention.ms", "-1"));
        source.send("ledger", values("first"));
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "ledger")
                .with("groups", "none")
                .with("replication.factor", "1");
        assertThat(once(sites).exitCode()).isZero();
        // When
        source.delete("ledger");
        source.create("ledger", 2, Map.of());
        BatonProcess.Result result = once(sites);
        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        for (String partition : List.of("ledger-0", "ledger-1")) {
            assertThat(result.err().lines())
                    .as(result.err())
                    .anyMatch(
                            line -> line.contains(partition + ": topic ledger was deleted and made anew on the source")
                                    && line.contains(
                                            "delete topic ledger on the target, then run baton mirror --remirror ledger"));
        }
        try (Cluster target = sites.connectToTarget()) {
            assertThat(target.topics().find("ledger").orElseThrow().partitions())
                    .isEqualTo(1);
            assertThat(target.configs()
                            .settings(List.of("ledger"))
                            .get("ledger")
                            .orThrow()
                            .overrides())
                    .isEqualTo(Map.of("retention.ms", "-1"));
        }
        assertThat(Log.of(west, "ledger").values()).isEqualTo(values("first"));
    }

    private static BatonProcess.Result once(TwoSites sites) {
        try (BatonProcess mirror = sites.start("mirror", "--once")) {
            return mirror.await(LIMIT);
        }
    }

    /** How long a log is, markers included, and what is in it. */
    private record Log(long end, List<String> values) {
        private static Log of(KafkaCluster cluster, String topic) {
            List<String> values = new ClusterLog(cluster.bootstrap())
                    .raw(topic).stream()
                            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                            .toList();
            return new Log(new TestData(cluster).end(topic, 0), values);
        }
    }

    private static List<String> values(String what) {
        return IntStream.range(0, RECORDS).mapToObj(i -> what + " " + i).toList();
    }

    /** Four topics of a name each test has for itself, since all tests have the same clusters. */
    private final class Flow {
        private final String name;

        private Flow(String name) {
            this.name = name;
            for (String topic : List.of("a", "b", "c", "d")) {
                create(east, named(topic));
                send(topic, "first");
            }
        }

        private String named(String topic) {
            return name + "-" + topic;
        }

        private TwoSites sites(String offsets) {
            return new TwoSites(east, west, directory)
                    .with("topics", named("[abcd]"))
                    .with("groups", "none")
                    .with("offsets", offsets)
                    .with("replication.factor", "1");
        }

        private void send(String topic, String what) {
            new TestData(east).send(named(topic), values(what));
        }

        private Log onTarget(String topic) {
            return Log.of(west, named(topic));
        }

        private void awaitMirrored() {
            for (String topic : List.of("a", "b", "c", "d")) {
                Awaitility.await()
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> onTarget(topic).values().equals(values("first")));
            }
        }

        private Remade remake() {
            Remade remade = new Remade(this);
            TestData source = new TestData(east);
            TestData target = new TestData(west);
            target.delete(named("d"));
            source.delete(named("a"));
            create(east, named("a"));
            source.send(named("a"), values("another"));
            target.delete(named("b"));
            create(west, named("b"));
            target.send(named("b"), values("foreign"));
            return remade;
        }
    }

    // a mirror that runs may be quicker to make one anew that it misses on the target
    private static void create(KafkaCluster cluster, String topic) {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the topics were before they were remade. */
    private final class Remade {
        private final Flow flow;
        private final Uuid a;
        private final Uuid b;
        private final Uuid d;
        private final Log copyOfA;

        private Remade(Flow flow) {
            this.flow = flow;
            this.a = new TestData(east).topicId(flow.named("a"));
            this.b = new TestData(west).topicId(flow.named("b"));
            this.d = new TestData(west).topicId(flow.named("d"));
            this.copyOfA = flow.onTarget("a");
        }

        private void assertNamedIn(String err) {
            String topic = flow.named("a");
            assertNamed(
                    err,
                    east,
                    "source",
                    topic,
                    a,
                    "delete topic " + topic + " on the target, then run baton mirror" + " --remirror " + topic);
            assertNamed(err, west, "target", flow.named("b"), b, "run baton mirror --remirror " + flow.named("b"));
            assertNamed(err, west, "target", flow.named("d"), d, "run baton mirror --remirror " + flow.named("d"));
        }

        private void assertNamed(
                String err, KafkaCluster cluster, String side, String topic, Uuid before, String remedy) {
            String facts = "topic " + topic + " was deleted and made anew on the " + side + ": its id was " + before
                    + " and is " + new TestData(cluster).topicId(topic);
            assertThat(err.lines()).as(err).anyMatch(line -> line.contains(facts) && line.contains(remedy));
        }

        private void assertNothingWritten() {
            assertThat(flow.onTarget("a")).isEqualTo(copyOfA);
            assertThat(flow.onTarget("b")).isEqualTo(new Log(RECORDS, values("foreign")));
            assertThat(flow.onTarget("d")).isEqualTo(new Log(0, List.of()));
        }
    }
}
