package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source is dead, and one broker of the target freezes: what the others can prove is answered before the deadline. */
@WithClusters
@Tag("long")
class SourceGoneIT {
    private static final int RECORDS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int FROZEN = 2;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    SourceGoneIT(@Named("east") KafkaCluster east, @Named(value = "west", brokers = 3) KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Trap({"a", "b"})
    void shouldAnswerForAllButTheLeaderlessPartitionWhenABrokerOfTheTargetIsFrozen() throws Exception {
        // Given
        mirror();
        east.kill();
        checkWhole(translate().expect(ExitCode.DONE));
        CliRun preserved = translate("--by", "preserved");
        CliRun map = translate("--by", "map");
        west.pause(FROZEN);

        // When
        CliRun atOnce = translate();
        awaitFenced();
        CliRun later = translate();

        // Then
        check(preserved.expect(ExitCode.INCOMPLETE), "table", "unknown", "exact");
        check(map.expect(ExitCode.INCOMPLETE), "table", "exact", "unknown");
        assertThat(atOnce.code()).as(atOnce.toString()).isIn(ExitCode.INCOMPLETE, ExitCode.UNREACHABLE);
        later.expect(ExitCode.INCOMPLETE);
        assertThat(later.err()).contains("unknown: group audit, alone-1: ", "has no leader");
        JsonNode report = TwoSites.parse(later.out());
        assertThat(report.get("sourceReachable").asBoolean()).isFalse();
        for (JsonNode item : report.get("items")) {
            boolean alone = item.get("topic").asText().equals("alone")
                    && item.get("partition").asInt() == 1;
            assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo(alone ? "unknown" : "exact");
            if (alone) {
                assertThat(item.get("reason").asText()).contains("has no leader");
            }
            assertThat(item.get("asOf").isNull()).as("age of the commit").isFalse();
            assertThat(item.get("rereadIfCommitsUnseen").isNull()).isFalse();
        }
        assertThat(report.get("items")).hasSize(12);
    }

    /** What is said of one topic, and what of all others. */
    private static void check(CliRun run, String topic, String ofIt, String ofOthers) {
        for (JsonNode item : TwoSites.parse(run.out()).get("items")) {
            assertThat(item.get("confidence").asText())
                    .as(item.toString())
                    .isEqualTo(item.get("topic").asText().equals(topic) ? ofIt : ofOthers);
        }
    }

    /** A mapped topic has other offsets than its source. */
    private void checkWhole(CliRun run) {
        for (JsonNode item : TwoSites.parse(run.out()).get("items")) {
            assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("exact");
            long committed = item.get("committed").asLong();
            if (item.get("topic").asText().equals("table")) {
                assertThat(new TestData(west)
                                .valueAt("table", item.get("target").asLong()))
                        .isEqualTo("v" + committed);
            } else {
                assertThat(item.get("target").asLong()).isEqualTo(committed);
            }
        }
    }

    /** Replicated threefold, but for a topic whose partition 1 lies on the broker that will freeze alone. */
    private void mirror() throws Exception {
        new TestData(east)
                .create("orders", 3, Map.of())
                .create("alone", 2, Map.of())
                .create("table", 1, Map.of("cleanup.policy", "compact"));
        try (Admin admin = west.admin()) {
            admin.createTopics(List.of(new NewTopic("alone", Map.of(0, List.of(1), 1, List.of(FROZEN)))
                            .configs(Map.of("min.insync.replicas", "1"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        TestData data = new TestData(east);
        long now = System.currentTimeMillis();
        for (int partition = 0; partition < 3; partition++) {
            data.produce("orders", partition, RECORDS, now);
        }
        data.produce("alone", 0, RECORDS, now);
        data.produce("alone", 1, RECORDS, now);
        data.produce("table", 0, RECORDS, now);
        for (String group : List.of("billing", "audit")) {
            for (int partition = 0; partition < 3; partition++) {
                data.commit(group, "orders", partition, 40 + partition, "kept");
            }
            data.commit(group, "table", 0, 60, "kept");
            data.commit(group, "alone", 0, 70, "kept");
            data.commit(group, "alone", 1, 71, "kept");
        }
        sites().cli("mirror", "--once").expect(ExitCode.DONE);
    }

    private TwoSites sites() {
        return new TwoSites(east, west, directory);
    }

    private CliRun translate(String... more) {
        long start = System.nanoTime();
        CliRun run = CliRun.in(
                directory,
                sites().environment(),
                TwoSites.plus(
                        new String[] {
                            "translate",
                            "--all-groups",
                            "-o",
                            "json",
                            "--timeout",
                            DEADLINE.toSeconds() + "s",
                            "-c",
                            sites().config().toString()
                        },
                        more));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as(run.toString())
                .isLessThan(DEADLINE.multipliedBy(2));
        return run;
    }

    private void awaitFenced() {
        try (Admin admin = Admin.create(west.clientProperties("bootstrap.servers", west.bootstrap()))) {
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster()
                                    .nodes()
                                    .get(5, TimeUnit.SECONDS)
                                    .size()
                            == 2);
        }
    }
}
