package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.render.Golden;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MetricsPage;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror tells of itself while it works, held against what was written. */
@Tag("long")
@WithClusters
class MirrorWatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    private TwoSites sites;

    MirrorWatchIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @BeforeEach
    void prepare() {
        sites = new TwoSites(east, west, directory);
    }

    @Test
    void shouldServeMetricsThatAgreeWithTheRecords() throws Exception {
        // Given
        TestData data = new TestData(east).create("counted", 3, Map.of()).create("spoilt", 1, Map.of());
        for (int partition = 0; partition < 3; partition++) {
            data.produce("counted", partition, 1_000, Instant.now().toEpochMilli());
        }
        data.commit("readers", "counted", 0, 10, "");
        new TestData(west).create("spoilt", 1, Map.of()).produce("spoilt", 0, 1, 0);
        data.produce("spoilt", 0, 10, Instant.now().toEpochMilli());
        MetricsPage page = MetricsPage.onAFreePort();
        Path status = directory.resolve("status.json");
        Path log = directory.resolve("mirror.log");
        try (BatonProcess mirror = sites.with("topics", "counted|spoilt")
                .start(
                        "mirror",
                        "--metrics-port",
                        Integer.toString(page.port()),
                        "--status-file",
                        status.toString(),
                        "--status-every",
                        "1s",
                        "--log-file",
                        log.toString())) {
            // When
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> value(page.scrape(), "records_total", "counted") == 3_000);
            data.produce("counted", 1, 500, Instant.now().toEpochMilli());
            await().atMost(PATIENCE).until(() -> value(page.scrape(), "records_total", "counted") == 3_500);
            await().atMost(PATIENCE)
                    .until(() -> page.scrape()
                            .contains(
                                    "baton_mirror_stopped_partitions{cause=\"conflict\",source=\"east\",target=\"west\"}"
                                            + " 1"));
            // Then
            String metrics = page.scrape();
            assertThat(value(metrics, "behind_records", "counted")).isZero();
            assertThat(value(metrics, "behind_seconds", "counted")).isLessThan(5);
            assertThat(value(metrics, "bytes_total", "counted")).isPositive();
            assertThat(metrics)
                    .contains(
                            "# HELP baton_mirror_behind_seconds ",
                            "# TYPE baton_mirror_records_total counter",
                            "baton_mirror_partition_stopped{cause=\"conflict\",partition=\"0\",source=\"east\",target=\"west\",topic=\"spoilt\"}"
                                    + " 1",
                            "baton_mirror_source_up{source=\"east\",target=\"west\"} 1",
                            "baton_mirror_lease_held{source=\"east\",target=\"west\"} 1",
                            "process_cpu_seconds_total");
            await().atMost(PATIENCE)
                    .until(() -> page.scrape().contains("baton_mirror_groups{source=\"east\",target=\"west\"} 1"));
            // Then: the status file and the log
            JsonNode document = TwoSites.parse(Files.readString(status));
            Golden.matchesSchema("MirrorStatus", document.toString());
            assertThat(document.get("state").asText()).isEqualTo("mirroring");
            assertThat(document.get("leaseHeld").asBoolean()).isTrue();
            mirror.terminate();
            BatonProcess.Result end = mirror.await(PATIENCE);
            assertThat(end.exitCode()).as(end.err()).isZero();
            assertThat(end.err().lines()).as("nothing but how it ended").hasSize(2);
            assertThat(end.err()).contains("mirrored 3,500 records of 4 partitions");
            assertThat(Files.readString(log))
                    .containsPattern("(?m)^\\d{4}-\\d{2}-\\d{2}T.* WARN Supervisor - spoilt-0: ")
                    .contains("INFO MirrorWatch - mirroring: 4 partitions");
            assertThat(TwoSites.parse(Files.readString(status)).get("state").asText())
                    .isEqualTo("ended");
        }
    }

    @Test
    void shouldEndWithOneDocumentWhenItRunsOnceForAProgram() {
        // Given
        long now = Instant.now().toEpochMilli();
        new TestData(east).create("jobs", 2, Map.of()).produce("jobs", 0, 100, now);
        // When
        TwoSites one = sites.with("topics", "jobs");
        BatonProcess.Result end;
        try (BatonProcess mirror = one.start("mirror", "--once", "-o", "json")) {
            end = mirror.await(PATIENCE);
        }
        // Then
        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(end.out().lines()).hasSize(1);
        Golden.matchesSchema("MirrorStatus", end.out());
        JsonNode document = TwoSites.parse(end.out());
        assertThat(document.get("records").asLong()).isEqualTo(100);
        assertThat(document.get("recordsBehind").asLong()).isZero();
        assertThat(document.get("state").asText()).isEqualTo("ended");
    }

    private static double value(String metrics, String name, String topic) {
        Matcher line = Pattern.compile("(?m)^baton_mirror_" + name + "\\{source=\"east\",target=\"west\",topic=\""
                        + topic + "\"} (\\S+)$")
                .matcher(metrics);
        assertThat(line.find()).as("%s of %s in:\n%s", name, topic, metrics).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
