package dev.baton.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that was made so shortly before the end that no mirror saw it, and two switches. */
@WithClusters
class NeverMirroredIT {
    private static final TopicPartition FRESH = new TopicPartition("fresh", 0);
    private static final int RECORDS = 20;

    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final KafkaCluster west;

    NeverMirroredIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.west = west;
        this.sites = new TwoSites(east, west, directory).with("topics", "seen|fresh");
    }

    @Test
    void shouldWriteItOnceAndTurnItRoundOnceThoughAnotherSwitchHasRunInBetween() {
        // Given
        PlayedMirror mirror = new PlayedMirror(sites);
        String seen = mirror.topic("seen");
        mirror.group("seen-app", seen, 40, List.of());
        atEast.create("fresh", 1, Map.of());
        atEast.produce("fresh", 0, RECORDS, System.currentTimeMillis());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        atWest.create("fresh", 1, Map.of());
        JsonNode first = sites.run(ExitCode.DONE, "salvage", "inject", "--execute");
        JsonNode turned = sites.run(ExitCode.DONE, back("failback", "--execute"));
        atEast.commit("left-over-app", "fresh", 0, 5, "");
        sites.run(
                ExitCode.DONE,
                "switch",
                "--mode",
                "failover",
                "--group",
                "left-over-app",
                "--unknown",
                "earliest",
                "--execute");

        // When
        JsonNode second = sites.run(ExitCode.DONE, "salvage", "inject", "--execute");
        JsonNode again = sites.run(ExitCode.DONE, back("failback", "--execute"));

        // Then
        assertThat(item(first).get("injected").asLong()).isEqualTo(RECORDS);
        assertThat(item(first).get("switchId").isNull()).isTrue();
        assertThat(item(second).get("injected").asLong()).isZero();
        assertThat(item(second).get("injectedBefore").asLong()).isEqualTo(RECORDS);
        assertThat(Log.values(west, FRESH)).hasSize(RECORDS).doesNotHaveDuplicates();
        assertThat(item(turned).get("result").asText()).isEqualTo("turned");
        assertThat(item(again).get("result").asText()).isEqualTo("unchanged");
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }

    private static JsonNode item(JsonNode report) {
        for (JsonNode item : report.get("items")) {
            if (item.get("topic").asText().equals(FRESH.topic())) {
                return item;
            }
        }
        throw new AssertionError(FRESH + " is not in " + report);
    }
}
