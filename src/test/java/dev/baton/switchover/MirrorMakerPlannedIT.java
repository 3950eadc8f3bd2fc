package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A planned switch over the real MirrorMaker 2, which says nothing of how far it came: only what is found on the target counts
 * as mirrored.
 */
@Tag("long")
@WithClusters
class MirrorMakerPlannedIT {
    private static final int RECORDS = 2_000;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    MirrorMakerPlannedIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory).with("replication.policy", "default");
    }

    @Test
    void shouldSwitchWhatIsOnTheTargetAndRefuseWhatADeadMirrorLeftBehind() throws Exception {
        // Given
        for (String topic : new String[] {"whole", "behind", "ledger"}) {
            atEast.create(topic, 1, Map.of());
        }
        atEast.produce("whole", 0, RECORDS, System.currentTimeMillis());
        atEast.produce("behind", 0, RECORDS, System.currentTimeMillis());
        // ends with transactions that were aborted, and markers
        atEast.produceInTransactions("ledger", 100);
        atEast.commit("whole-app", "whole", 0, 1_234, "");
        atEast.commit("behind-app", "behind", 0, RECORDS, "");
        atEast.commit("ledger-app", "ledger", 0, 44, "");
        Map<String, String> overrides = Map.of("east->west.topics", "whole|behind|ledger");
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, overrides)) {
            await("MirrorMaker 2 copies")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() ->
                            end("east.whole") == RECORDS && end("east.behind") == RECORDS && end("east.ledger") >= 100);
            peer.kill();
        }
        atEast.produce("behind", 0, 777, System.currentTimeMillis());

        // When
        CliRun behind = planned("behind-app");
        JsonNode whole =
                TwoSites.parse(planned("whole-app").expect(ExitCode.DONE).out());
        JsonNode ledger =
                TwoSites.parse(planned("ledger-app").expect(ExitCode.DONE).out());

        // Then
        assertThat(behind.expect(ExitCode.INCOMPLETE).err())
                .contains("1 partitions are not proved to be copied in full", "behind-0: 777 records up to offset 2776")
                .contains("--mode failover");
        assertThat(TwoSites.parse(behind.out()).at("/groups/0/result").asText()).isEqualTo("failed");
        for (JsonNode report : new JsonNode[] {whole, ledger}) {
            assertThat(report.toString()).contains("the last record of 1 found on the target");
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong(-1))
                    .as(report.toString())
                    .isZero();
            assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
        }
        assertThat(atWest.committed("whole-app", "east.whole")).isEqualTo(1_234);
    }

    /** 0 where it does not exist yet. */
    private long end(String topic) {
        try {
            return atWest.end(topic, 0);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private CliRun planned(String group) {
        return sites.cli("switch", "--mode", "planned", "--group", group, "--execute", "-o", "json");
    }
}
