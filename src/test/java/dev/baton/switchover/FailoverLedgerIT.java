package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ledger of a failover by SIGKILL under live load: what was written, what was processed where, and what Baton said of it.
 * {@code -Dbaton.runs=10} runs it so often.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverLedgerIT {
    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(3);

    private KafkaCluster east;
    private KafkaCluster west;
    private TwoSites sites;

    @BeforeAll
    void start(@TempDir Path directory) {
        List<KafkaCluster> started = KafkaCluster.startAll(KafkaCluster.named("east"), KafkaCluster.named("west"));
        east = started.get(0);
        west = started.get(1);
        sites = new TwoSites(east, west, directory).with("topics", "ledger-.*");
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
    void shouldSkipNothingMirroredRereadNothingSeenAndKeepItsWord(int run, TestReporter reporter) throws Exception {
        // Given
        String topic = "ledger-" + run;
        String group = topic + "-app";
        new TestData(east).create(topic, PARTITIONS, Map.of());
        try (BatonProcess mirror = sites.start("mirror");
                LiveLoad load = new LiveLoad(east, topic, group)) {
            await("the mirror follows: " + mirror.err())
                    .atMost(LIMIT)
                    .until(() -> load.processed().size() > 2_000
                            && new TestData(west).committed(group).size() == PARTITIONS);

            // When
            east.kill();
            LiveLoad.Ledger before = load.end();
            Map<Integer, Long> seen = seenByTheMirror(group);
            JsonNode report = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", group, "--execute");
            Map<String, LiveLoad.Place> mirrored = LiveLoad.log(west, topic);
            Map<String, LiveLoad.Place> after = LiveLoad.consume(west, topic, group);

            // Then
            assertNothingIsSkippedNorReadAgainBelow(seen, mirrored, before.processed(), after);
            assertThat(report.at("/groups/0/partitions")).hasSize(PARTITIONS);
            report.at("/groups/0/partitions").forEach(stated -> assertBound(stated, before.processed(), after));
            long onlyEast = assertNothingMissingUnsaid(topic, report, before.acknowledged(), mirrored);
            reporter.publishEntry(Map.of(
                    "ledger",
                    "acknowledged " + before.acknowledged().size() + ", mirrored " + mirrored.size()
                            + ", processed at east " + before.processed().size() + ", at west " + after.size()
                            + ", on both "
                            + before.processed().keySet().stream()
                                    .filter(after::containsKey)
                                    .count()
                            + ", stated " + stated(report) + "; skipped 0, below the last commit seen 0; only at east "
                            + onlyEast + ", as inspect lag says"));
        }
    }

    private static void assertNothingIsSkippedNorReadAgainBelow(
            Map<Integer, Long> seen,
            Map<String, LiveLoad.Place> mirrored,
            Map<String, LiveLoad.Place> atEast,
            Map<String, LiveLoad.Place> atWest) {
        Set<String> skipped = new HashSet<>(mirrored.keySet());
        skipped.removeAll(atEast.keySet());
        skipped.removeAll(atWest.keySet());
        assertThat(skipped).as("mirrored, and processed nowhere").isEmpty();
        atEast.forEach((value, place) -> {
            if (atWest.containsKey(value)) {
                assertThat(place.offset())
                        .as("processed on both: " + value)
                        .isGreaterThanOrEqualTo(seen.getOrDefault(place.partition(), 0L));
            }
        });
    }

    private static long stated(JsonNode report) {
        long stated = 0;
        for (JsonNode partition : report.at("/groups/0/partitions")) {
            stated += partition.get("rereadAtMost").asLong()
                    + partition.get("rereadIfCommitsUnseen").asLong();
        }
        return stated;
    }

    private static void assertBound(
            JsonNode stated, Map<String, LiveLoad.Place> atEast, Map<String, LiveLoad.Place> atWest) {
        int partition = stated.get("partition").asInt();
        long both = atEast.entrySet().stream()
                .filter(entry -> entry.getValue().partition() == partition && atWest.containsKey(entry.getKey()))
                .count();
        assertThat(both)
                .as("read again in " + partition + " as stated: " + stated)
                .isLessThanOrEqualTo(stated.get("rereadAtMost").asLong()
                        + stated.get("rereadIfCommitsUnseen").asLong());
    }

    /** With the source back: what it alone has is what Baton says, and the mirror copies nothing behind the applications. */
    private long assertNothingMissingUnsaid(
            String topic, JsonNode report, Set<String> acknowledged, Map<String, LiveLoad.Place> mirrored) {
        east.revive();
        Map<String, LiveLoad.Place> original = LiveLoad.log(east, topic);
        Set<String> onlyEast = new HashSet<>(original.keySet());
        onlyEast.removeAll(mirrored.keySet());
        JsonNode lag = sites.run(ExitCode.DONE, "inspect", "lag");
        long stated = 0;
        for (JsonNode item : lag.get("items")) {
            stated += item.get("topic").asText().equals(topic)
                    ? item.get("recordsBehind").asLong()
                    : 0;
        }
        assertThat(original.keySet()).as("acknowledged").containsAll(acknowledged);
        assertThat(original.keySet()).as("mirrored").containsAll(mirrored.keySet());
        assertThat(stated).as("inspect lag, with the source back").isEqualTo(onlyEast.size());
        assertThat(report.at("/rpo/unmirroredAtLeast").asLong())
                .as("stated at the failover")
                .isLessThanOrEqualTo(onlyEast.size());
        await("nothing is mirrored behind the switch")
                .during(QUIET)
                .atMost(QUIET.multipliedBy(3))
                .until(() -> LiveLoad.log(west, topic).keySet().equals(mirrored.keySet()));
        return onlyEast.size();
    }

    /** The last commits of a group on the source that the mirror has seen. */
    private Map<Integer, Long> seenByTheMirror(String group) {
        try (Cluster target = sites.connectToTarget()) {
            return new StateReader(target)
                    .read(east.name()).groups().get(group).commits().stream()
                            .collect(Collectors.toMap(
                                    commit -> commit.partition(), commit -> commit.offset(), Math::max, HashMap::new));
        }
    }
}
