package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way back, and two ways at once. The right answer is known by content: the record that a group reads next on one cluster
 * is the one that it reads next on the other.
 */
@WithClusters
class ReverseIT {
    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData onEast;
    private final TestData onWest;

    @TempDir
    private Path directory;

    ReverseIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
        this.onEast = new TestData(east);
        this.onWest = new TestData(west);
    }

    @Test
    void shouldTranslateBackExactlyWhenNamesAreKeptAndOffsetsAreNot() throws Exception {
        // Given
        onEast.create("ident", 1, Map.of()).produceInTransactions("ident", 300);
        config("e1", "w1", "topics: ident", "offsets: map");
        mirror("e1", "w1");
        long end = onWest.end("ident", 0);
        commit(onWest, "ident", 0, 7, 131, end);

        // When
        JsonNode back = translate("e1", "w1", "--reverse");

        // Then
        assertThat(onEast.end("ident", 0)).isGreaterThan(end);
        assertThat(back.at("/flow/from").asText()).isEqualTo("w1");
        assertThat(back.at("/reverse").asBoolean()).isTrue();
        assertSameRecordNext(back, onWest, onEast, "ident", "ident", end);
    }

    @Test
    void shouldTranslateBackExactlyWhenNamesGetAPrefix() throws Exception {
        // Given
        onEast.create("dflt", 1, Map.of()).produceInTransactions("dflt", 200);
        config("e2", "w2", "topics: dflt", "offsets: map", "replication.policy: default");
        mirror("e2", "w2");
        long end = onWest.end("e2.dflt", 0);
        commit(onWest, "e2.dflt", 0, 57, end);

        // When
        JsonNode back = translate("e2", "w2", "--reverse");

        // Then
        assertSameRecordNext(back, onWest, onEast, "e2.dflt", "dflt", end);
    }

    @Test
    void shouldTranslateCopiesToTheirOriginalsWhenBothClustersMirrorEachOther() throws Exception {
        // Given
        onEast.create("aa", 1, Map.of()).produceInTransactions("aa", 200);
        onWest.create("aa", 1, Map.of()).produceInTransactions("aa", 100);
        config("e3", "w3", "topics: aa", "offsets: map", "replication.policy: default");
        mirror("e3", "w3");
        mirror("w3", "e3");
        commit(onEast, "aa", 63);
        commit(onEast, "w3.aa", 41);

        // When
        JsonNode both = translate("e3", "w3");
        JsonNode copies = translate("e3", "w3", "--topic", "w3.aa");
        CliRun csv = cli("config", "export", "consumer-groups-csv", "--from", "e3", "--to", "w3");

        // Then
        assertThat(both.get("items")).hasSize(2);
        assertSameRecordNext(both, onEast, onWest, "aa", "e3.aa", Long.MAX_VALUE);
        assertSameRecordNext(both, onEast, onWest, "w3.aa", "aa", Long.MAX_VALUE);
        assertThat(copies.get("items")).hasSize(1);
        assertThat(csv.expect(ExitCode.DONE).out().lines())
                .containsExactlyInAnyOrder(
                        "aa-63,e3.aa,0," + target(both, "aa"), "w3.aa-41,aa,0," + target(both, "w3.aa"));
    }

    private static long target(JsonNode report, String topic) {
        for (JsonNode item : report.get("items")) {
            if (item.get("topic").asText().equals(topic)) {
                return item.get("target").asLong();
            }
        }
        throw new AssertionError("no item of " + topic + " in " + report);
    }

    /** @param end where the log that is read from ends: nothing is read next there */
    private static void assertSameRecordNext(
            JsonNode report, TestData from, TestData to, String topic, String targetTopic, long end) {
        int seen = 0;
        for (JsonNode item : report.get("items")) {
            if (!item.get("topic").asText().equals(topic)) {
                continue;
            }
            seen++;
            long committed = item.get("committed").asLong();
            assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("exact");
            assertThat(item.get("targetTopic").asText()).isEqualTo(targetTopic);
            if (committed < end) {
                assertThat(to.valueAt(targetTopic, item.get("target").asLong()))
                        .as(item.toString())
                        .isEqualTo(from.valueAt(topic, committed));
            }
        }
        assertThat(seen).as(report.toString()).isPositive();
    }

    private static void commit(TestData on, String topic, long... offsets) {
        for (long offset : offsets) {
            on.commit(topic + "-" + offset, topic, 0, offset, "");
        }
    }

    private void mirror(String from, String to) {
        cli("mirror", "--once", "--from", from, "--to", to).expect(ExitCode.DONE);
    }

    private JsonNode translate(String from, String to, String... more) {
        String[] args = {"translate", "--all-groups", "-o", "json", "--from", from, "--to", to};
        return TwoSites.parse(
                cli(TwoSites.plus(args, more)).expect(ExitCode.DONE).out());
    }

    private CliRun cli(String... args) {
        return CliRun.in(directory, Map.of("XDG_STATE_HOME", directory.toString()), args);
    }

    /** Both directions where names get a prefix. */
    private void config(String from, String to, String... keys) throws IOException {
        String flow = String.join("\n    ", keys);
        StringBuilder text = new StringBuilder("clusters:\n");
        text.append("  ")
                .append(from)
                .append(": {bootstrap.servers: \"")
                .append(east.bootstrap())
                .append("\"}\n");
        text.append("  ")
                .append(to)
                .append(": {bootstrap.servers: \"")
                .append(west.bootstrap())
                .append("\"}\n");
        text.append("flows:\n  - from: ")
                .append(from)
                .append("\n    to: ")
                .append(to)
                .append("\n    ")
                .append(flow);
        if (flow.contains("default")) {
            text.append("\n  - from: ")
                    .append(to)
                    .append("\n    to: ")
                    .append(from)
                    .append("\n    ")
                    .append(flow);
        }
        Files.writeString(directory.resolve("baton.yaml"), text.append("\n").toString());
    }
}
