package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.RecordReader;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that a rehearsal is there for: a group that would skip records, and one that a failover would leave out. */
@WithClusters
class DrillFaultsIT {
    private static final int RECORDS = 100;

    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    DrillFaultsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldFailAGroupThatWouldGoOnBehindRecordsThatTheMirrorHasCopied() {
        // Given: the target takes the group to have read all, and it has not
        String topic = mirror.topic("passed-over");
        mirror.group("passed-over-app", topic, RECORDS, List.of());
        atEast.commit("passed-over-app", topic, 0, 40, "");

        // When
        JsonNode report = sites.run(ExitCode.INCOMPLETE, "drill", "--group", "passed-over-app");

        // Then
        assertThat(report.at("/groups/0/result").asText()).isEqualTo("failed");
        assertThat(report.at("/groups/0/skipped").asLong()).isEqualTo(RECORDS - 40);
        assertThat(report.at("/groups/0/unmirrored").asLong()).isZero();
        assertThat(report.at("/groups/0/reason").asText()).contains("the mirror has copied all below 100");
    }

    @Test
    void shouldFindOnTheTargetWhatAGroupWouldPassOverWhereNoMarkTellsOfIt() {
        // Given: the first 100 records look the same, but for their times
        String topic = mirror.topic("unmarked");
        TopicPartition partition = new TopicPartition(topic, 0);
        long time = System.currentTimeMillis();
        atEast.produce(topic, 0, 7, time);
        atWest.produce(topic, 0, 5, time);
        try (Cluster source =
                        Cluster.connect(sites.source().clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                Cluster target = sites.connectToTarget();
                RecordReader there = source.records().open(Isolation.COMMITTED);
                RecordReader here = target.records().open(Isolation.COMMITTED)) {
            // When: a group that has read up to 102 would go on at the end of the log
            Copied passed = Copied.before(
                    RECORDS + 5, partition, there.read(partition, RECORDS + 2, Long.MAX_VALUE, 100), here);
            Copied yetToCome = Copied.before(
                    RECORDS + 5, partition, there.read(partition, RECORDS + 5, Long.MAX_VALUE, 100), here);

            // Then
            assertThat(passed).isEqualTo(new Copied(3, "the record at 102 was copied to 102"));
            assertThat(yetToCome.records()).isZero();
        }
    }

    @Test
    void shouldPassAGroupWhoseNextRecordsAreNotMirroredThoughOlderOnesLookTheSame() {
        // Given
        String topic = mirror.topic("late");
        mirror.group("late-app", topic, RECORDS, List.of());
        atEast.produce(topic, 0, 7, System.currentTimeMillis());

        // When
        JsonNode report = sites.run(ExitCode.DONE, "drill", "--group", "late-app");

        // Then
        assertThat(report.at("/groups/0/result").asText()).isEqualTo("passed");
        assertThat(report.at("/groups/0/skipped").asLong()).isZero();
        assertThat(report.at("/groups/0/unmirrored").asLong()).isEqualTo(7);
    }

    @Test
    void shouldNotPassOverGroupsThatAFailoverWouldLeaveOut() throws Exception {
        // Given: one group is mirrored; of another the target knows nothing yet
        String topic = mirror.topic("left-out");
        mirror.group("left-in-app", topic, 40, List.of());
        atEast.commit("left-out-app", topic, 0, 40, "");
        TwoSites flow = sites.with("topics", "left-out");

        // When
        JsonNode named = flow.run(
                ExitCode.INCOMPLETE, "drill", "--group", "left-in-app", "--group", "typo", "--junit", "named.xml");
        JsonNode all = flow.run(ExitCode.INCOMPLETE, "drill", "--all-groups", "--report", "all.html");

        // Then
        assertThat(named.get("groups").findValuesAsText("result")).containsExactly("passed", "unknown");
        assertThat(named.at("/groups/1/reason").asText()).contains("no commit of it is known");
        assertThat(Files.readString(sites.directory().resolve("named.xml")))
                .contains("failures=\"1\"", "name=\"typo\"");
        assertThat(all.get("groups").findValuesAsText("group")).containsExactly("left-in-app", "left-out-app");
        assertThat(all.get("groups").findValuesAsText("result")).containsExactly("passed", "unknown");
        assertThat(Files.readString(sites.directory().resolve("all.html"))).contains("<h2>Failed</h2>", "left-out-app");
    }
}
