package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow on its way from MirrorMaker 2 to Baton: each mirrors one of its topics. */
@Tag("long")
@WithClusters
class BesideMirrorMakerIT {
    private static final int RECORDS = 400;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    BesideMirrorMakerIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldTellOfBothMirrorsWhereEachHasATopicOfTheFlow() throws Exception {
        // Given
        TestData data = new TestData(east);
        for (String topic : new String[] {"orders", "payments"}) {
            data.create(topic, 1, Map.of()).produce(topic, 0, RECORDS, System.currentTimeMillis() - RECORDS);
            data.commit("shop", topic, 0, 300, "");
        }
        Path ofBaton = Files.createDirectory(directory.resolve("mirror"));
        TwoSites mirrored = new TwoSites(east, west, ofBaton).with("topics", "orders");
        TwoSites whole = new TwoSites(east, west, directory).with("topics", "orders|payments");
        try (MirrorMaker2 peer = MirrorMaker2.start(
                        east,
                        west,
                        Map.of(
                                "east->west.topics", "payments",
                                "replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
                                "west.offset.flush.interval.ms", "2000"));
                BatonProcess baton = mirrored.start("mirror")) {
            await().atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        JsonNode lag = whole.run(ExitCode.DONE, "inspect", "lag");
                        assertThat(lag.get("items").findValuesAsText("mirroredTo"))
                                .as(lag.toString())
                                .containsExactly("" + RECORDS, "" + RECORDS);
                    });

            // When
            JsonNode status = whole.run(ExitCode.DONE, "inspect", "status");
            JsonNode translated = whole.run(ExitCode.DONE, "translate", "--group", "shop");
            JsonNode readiness = TwoSites.parse(
                    whole.cli("inspect", "readiness", "-o", "json").out());

            // Then
            assertThat(peer.isAlive() && baton.isAlive()).isTrue();
            assertThat(status.get("mirror").get("alive").asBoolean()).isTrue();
            assertThat(status.get("findings").toString()).contains("MirrorMaker 2 mirrors into west");
            for (JsonNode item : translated.get("items")) {
                assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("exact");
                assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(300);
            }
            assertThat(translated.get("items").findValuesAsText("method"))
                    .containsExactlyInAnyOrder("preserved", "content");
            assertThat(readiness.get("checks").toString()).contains("mirrormaker2");
            assertThat(readiness.get("findings").findValuesAsText("fact"))
                    .anySatisfy(fact -> assertThat(fact).contains("MirrorMaker 2 mirrors the flow as well as Baton"));
        }
    }
}
