package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowState;
import dev.baton.state.StateReader;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on Baton's own mirror: the active cluster dies, each group goes on with its very next record. */
@WithClusters
class FailoverIT {
    private static final int RECORDS = 3_000;

    private final KafkaCluster east;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    FailoverIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
    }

    @Test
    void shouldGoOnWithTheVeryNextRecordWhenTheSourceDies() throws Exception {
        // Given
        atEast.create("plain", 1, Map.of());
        atEast.create("ledger", 1, Map.of());
        atEast.create("compacted", 1, Map.of("cleanup.policy", "compact"));
        atEast.produce("plain", 0, RECORDS, System.currentTimeMillis());
        atEast.produceInTransactions("ledger", RECORDS);
        atEast.produce("compacted", 0, RECORDS, System.currentTimeMillis());
        Map<String, Long> standing = Map.of(
                "caught-up", atEast.end("plain", 0), "behind", 1_000L, "transactional", 1_501L, "mapped", 2_345L);
        atEast.commit("caught-up", "plain", 0, standing.get("caught-up"), "");
        atEast.commit("behind", "plain", 0, standing.get("behind"), "");
        atEast.commit("transactional", "ledger", 0, standing.get("transactional"), "");
        atEast.commit("mapped", "compacted", 0, standing.get("mapped"), "");
        try (BatonProcess mirror = sites.start("mirror")) {
            awaitCarriedOver(List.copyOf(standing.keySet()));
            Map<String, String> next = Map.of(
                    "behind", atEast.valueAt("plain", standing.get("behind")),
                    "transactional", atEast.valueAt("ledger", standing.get("transactional")),
                    "mapped", atEast.valueAt("compacted", standing.get("mapped")));

            // When
            east.kill();
            List<String> command = new ArrayList<>(List.of("switch", "--mode", "failover", "--execute"));
            standing.keySet().forEach(group -> command.addAll(List.of("--group", group)));
            JsonNode report = sites.run(ExitCode.DONE, command.toArray(String[]::new));

            // Then
            assertThat(report.get("groups")).hasSize(standing.size());
            for (JsonNode group : report.get("groups")) {
                assertThat(group.get("result").asText()).isIn("switched", "unchanged");
                JsonNode partition = group.at("/partitions/0");
                assertThat(partition.get("confidence").asText()).isEqualTo("exact");
                assertThat(partition.get("rereadAtMost").asLong()).isZero();
                assertThat(partition.get("unmirrored").asLong()).isZero();
                String name = group.get("group").asText();
                if (next.containsKey(name)) {
                    String topic = partition.get("topic").asText();
                    assertThat(atWest.valueAt(topic, atWest.committed(name, topic)))
                            .as(name)
                            .isEqualTo(next.get(name));
                }
            }
            assertThat(atWest.committed("caught-up", "plain")).isEqualTo(atWest.end("plain", 0));
            assertThat(report.at("/steps/1/detail").asText()).isEqualTo("1 acknowledged");
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertNothingIsMirroredAfterwards();
        }
    }

    @Test
    void shouldLoseNothingAndKeepItsBoundWhenTheMirrorDiesWithTheSource() throws Exception {
        // Given
        atEast.create("live", 1, Map.of());
        try (BatonProcess mirror = sites.start("mirror");
                var producer = new KafkaProducer<>(
                        east.clientProperties("linger.ms", 2), new StringSerializer(), new StringSerializer());
                Admin admin = east.admin()) {
            // When
            long enough = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            for (long next = 0; System.nanoTime() < enough; next++) {
                producer.send(new ProducerRecord<>("live", 0, "k", "live-" + next))
                        .get(20, TimeUnit.SECONDS);
                if (next % 10 == 9) {
                    TestData.commit(admin, "live-app", "live", 0, next + 1, "");
                }
                boolean carriedOver = next % 50 == 0
                        && atWest.committed("live-app").values().stream().anyMatch(commit -> commit.offset() > 0);
                if (carriedOver && next > 500) {
                    break;
                }
            }
            mirror.kill();
            east.kill();
            JsonNode report =
                    sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "live-app", "--execute");

            // Then
            JsonNode partition = report.at("/groups/0/partitions/0");
            long applied = partition.get("applied").asLong();
            try (Cluster target = sites.connectToTarget()) {
                FlowState state = new StateReader(target).read("east");
                long seen = state.groups().get("live-app").commits().get(0).offset();
                assertThat(applied).as(report.toString()).isLessThanOrEqualTo(seen);
                assertThat(seen - applied)
                        .isLessThanOrEqualTo(partition.get("rereadAtMost").asLong()
                                + partition.get("unmirrored").asLong());
            }
            assertThat(atWest.valueAt("live", applied - 1)).isEqualTo("live-" + (applied - 1));
        }
    }

    @Test
    @Tag("long")
    void shouldMirrorOnWhenASwitchIsUndone() throws Exception {
        // Given
        atEast.create("undone", 1, Map.of());
        atEast.produce("undone", 0, RECORDS, System.currentTimeMillis());
        atEast.commit("undone-app", "undone", 0, 1_000, "");
        try (BatonProcess mirror = sites.start("mirror")) {
            await("carried over: " + mirror.err())
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> atWest.committed("undone-app").values().stream()
                            .anyMatch(commit -> commit.offset() == 1_000));
            JsonNode report =
                    sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "undone-app", "--execute");

            // When
            sites.run(ExitCode.DONE, "switch", "undo", report.get("id").asText(), "--execute");
            atEast.produce("undone", 0, 10, System.currentTimeMillis());
            atEast.commit("undone-app", "undone", 0, 1_500, "");

            // Then
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(atWest.end("undone", 0)).isEqualTo(RECORDS + 10));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(atWest.committed("undone-app", "undone")).isEqualTo(1_500));
        }
    }

    @Test
    @Tag("long")
    void shouldLoseAndRepeatNothingWhenPlanned() throws Exception {
        // Given
        atEast.create("planned", 1, Map.of());
        atEast.produceInTransactions("planned", RECORDS);
        try (BatonProcess mirror = sites.start("mirror")) {
            atEast.commit("planned-app", "planned", 0, 1_501, "");
            await().atMost(Duration.ofSeconds(90))
                    .until(() ->
                            mirror.isAlive() && !atWest.committed("planned-app").isEmpty());

            // When
            JsonNode report =
                    sites.run(ExitCode.DONE, "switch", "--mode", "planned", "--group", "planned-app", "--execute");

            // Then
            assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("exact");
            assertThat(report.at("/rpo/unmirroredAtLeast").asLong()).isZero();
            assertThat(report.at("/rpo/exact").asBoolean()).isTrue();
            assertThat(atWest.valueAt("planned", atWest.committed("planned-app", "planned")))
                    .isEqualTo(atEast.valueAt("planned", 1_501));
        }
    }

    /** The old source comes back with new records: none of them may land behind what applications now write. */
    private void assertNothingIsMirroredAfterwards() throws Exception {
        long before = atWest.end("plain", 0);
        east.revive();
        atEast.produce("plain", 0, RECORDS, System.currentTimeMillis());
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(6))
                .until(() -> atWest.end("plain", 0) == before);
    }

    private void awaitCarriedOver(List<String> groups) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (String group : groups) {
                        if (atWest.committed(group).isEmpty()) {
                            return false;
                        }
                    }
                    JsonNode translations = TwoSites.parse(
                            sites.cli("translate", "--all-groups", "-o", "json").out());
                    JsonNode lag = TwoSites.parse(
                            sites.cli("inspect", "lag", "-o", "json").out());
                    return List.of("plain", "ledger", "compacted").stream().allMatch(topic -> isCovered(lag, topic))
                            && groupsOf(translations).containsAll(groups);
                });
    }

    private static boolean isCovered(JsonNode lag, String topic) {
        for (JsonNode item : lag.get("items")) {
            if (item.get("topic").asText().equals(topic)) {
                return item.get("recordsBehind").asText().equals("0");
            }
        }
        return false;
    }

    private static List<String> groupsOf(JsonNode translated) {
        List<String> exact = new ArrayList<>();
        for (JsonNode item : translated.get("items")) {
            if (item.get("confidence").asText().equals("exact")) {
                exact.add(item.get("group").asText());
            }
        }
        return exact;
    }
}
