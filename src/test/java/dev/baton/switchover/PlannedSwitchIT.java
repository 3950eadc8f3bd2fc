package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A planned switch under live load, on Baton's own mirror: producers are fenced by ACLs, consumers are stopped by a hook. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlannedSwitchIT {
    /** What a client without credentials is to a broker. */
    private static final String EVERYBODY = "User:ANONYMOUS";

    private KafkaCluster east;
    private KafkaCluster west;
    private TwoSites sites;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path shared) {
        List<KafkaCluster> started =
                KafkaCluster.startAll(KafkaCluster.named("east").permissive(), KafkaCluster.named("west"));
        east = started.get(0);
        west = started.get(1);
        directory = shared;
        sites = new TwoSites(east, west, shared).with("topics", "live-.*|open");
    }

    @AfterAll
    void stop() {
        east.close();
        west.close();
    }

    static Stream<Integer> runs() {
        return IntStream.rangeClosed(1, Integer.getInteger("baton.runs", 1)).boxed();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldLoseAndRepeatNothingUnderLiveLoad(int run, TestReporter reporter) throws Exception {
        // Given
        String topic = "live-" + run;
        String group = topic + "-app";
        new TestData(east).create(topic, 3, Map.of());
        allowAll(topic);
        Path stop = directory.resolve("stop-" + run);
        Path hooks = hooks(stop);
        List<String> written = Collections.synchronizedList(new ArrayList<>());
        List<String> read = Collections.synchronizedList(new ArrayList<>());
        try (BatonProcess mirror = sites.start("mirror")) {
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produceUntilDenied(topic, written));
            CompletableFuture<Void> consumer =
                    CompletableFuture.runAsync(() -> consume(east, topic, read, () -> Files.exists(stop)));
            await("mirror follows: " + mirror.err())
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> read.size() > 300
                            && !new TestData(west).committed(group).isEmpty());

            // When
            JsonNode report = sites.run(
                    ExitCode.DONE,
                    "switch",
                    "--mode",
                    "planned",
                    "--group",
                    group,
                    "--fence-producers",
                    EVERYBODY,
                    "--wait",
                    "60s",
                    "--hooks",
                    hooks.toString(),
                    "--execute");
            producer.get(30, TimeUnit.SECONDS);
            consumer.get(30, TimeUnit.SECONDS);
            int before = read.size();
            consume(west, topic, read, () -> read.size() >= written.size());

            // Then
            assertThat(read).as(report.toString()).containsExactlyInAnyOrderElementsOf(written);
            assertThat(read.size()).isGreaterThanOrEqualTo(before);
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
            report.at("/groups/0/partitions")
                    .forEach(p -> assertThat(p.get("rereadAtMost").asLong()).isZero());
            assertThat(Files.readString(directory.resolve("told")))
                    .contains("planned east west " + group, "\"verdict\"");
            reporter.publishEntry(Map.of(
                    "ledger",
                    "written " + written.size() + ", read at east " + before + ", at west " + (read.size() - before)
                            + "; lost 0, read again 0; switched after " + report.get("rtoMillis") + " ms"));
        }
    }

    @Test
    void shouldRefuseToFenceATopicWithoutAnyAclByWhichItWouldShutOutAllOthers() throws Exception {
        // Given
        String topic = new PlayedMirror(sites).topic("open");
        new PlayedMirror(sites).group("open-app", topic, 40, List.of());

        // When
        CliRun run = sites.cli(
                "switch", "--mode", "planned", "--group", "open-app", "--fence-producers", EVERYBODY, "--execute");

        // Then
        assertThat(run.expect(ExitCode.REFUSED).err()).contains("topic open of cluster east has no ACL", "by a hook");
        try (Admin admin = east.admin()) {
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
                    .noneMatch(acl -> acl.pattern().name().equals(topic));
        }
        assertThat(new TestData(west).committed("open-app")).isEmpty();
    }

    private void produceUntilDenied(String topic, List<String> written) {
        try (var producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 2), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; true; i++) {
                producer.send(new ProducerRecord<>(topic, i % 3, "k", "live-" + i))
                        .get(20, TimeUnit.SECONDS);
                written.add("live-" + i);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicAuthorizationException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void consume(KafkaCluster cluster, String topic, List<String> read, BooleanSupplier enough) {
        try (KafkaConsumer<String, String> consumer = new TestData(cluster).consumer(topic + "-app", topic)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
                consumer.commitSync();
            }
        }
    }

    private Path hooks(Path stop) throws Exception {
        Path teller = Files.writeString(directory.resolve("tell"), """
            #!/bin/sh
            { echo "$BATON_MODE $BATON_FROM $BATON_TO $BATON_GROUPS"; cat; } > "$1"
            """);
        assertThat(teller.toFile().setExecutable(true)).isTrue();
        return Files.writeString(directory.resolve("hooks.yaml"), """
            hooks:
              - before: await-consumers
                command: [touch, "%s"]
              - after: read-back
                command: [./tell, "%s"]
            """.formatted(stop, directory.resolve("told")));
    }

    private void allowAll(String topic) throws Exception {
        AclBinding all = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW));
        try (Admin admin = east.admin()) {
            admin.createAcls(List.of(all)).all().get(20, TimeUnit.SECONDS);
        }
    }
}
