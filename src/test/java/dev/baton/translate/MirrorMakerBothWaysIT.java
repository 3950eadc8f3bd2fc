package dev.baton.translate;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clusters that the real MirrorMaker 2 mirrors to each other, by the configuration that Baton exported. It copies from the
 * start, so that the right answer is known: the committed offset itself.
 */
@Tag("long")
@WithClusters
class MirrorMakerBothWaysIT {
    private static final String QUICK = """
            refresh.topics.interval.seconds = 5
            refresh.groups.interval.seconds = 5
            emit.checkpoints.interval.seconds = 2
            emit.heartbeats.interval.seconds = 1
            sync.group.offsets.interval.seconds = 2
            offset.flush.interval.ms = 2000
            """;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorMakerBothWaysIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldLeadAGroupThatReadsBothToBothWhenMirrorMakerMirrorsEachWay() throws Exception {
        // Given
        long now = System.currentTimeMillis();
        TestData onEast = new TestData(east).create("aa", 1, Map.of());
        TestData onWest = new TestData(west).create("aa", 1, Map.of());
        onEast.produce("aa", 0, 500, now - 500);
        onWest.produce("aa", 0, 300, now - 900);
        Files.writeString(directory.resolve("baton.yaml"), """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s"}
                flows:
                  - {from: east, to: west, topics: aa, replication.policy: default, offset-syncs.topic.location: target}
                  - {from: west, to: east, topics: aa, replication.policy: default, offset-syncs.topic.location: target}
                """.formatted(east.bootstrap(), west.bootstrap()));
        Path file = directory.resolve("mm2.properties");
        Files.writeString(
                file, cli("config", "export", "mm2").expect(ExitCode.DONE).out());
        Files.writeString(file, QUICK, StandardOpenOption.APPEND);
        try (MirrorMaker2 mirror = MirrorMaker2.run(file)) {
            awaitEnd(onWest, "east.aa", 500);
            awaitEnd(onEast, "west.aa", 300);
            onEast.commit("shop", "aa", 0, 200, "");
            onEast.commit("shop", "west.aa", 0, 100, "");
            awaitCheckpoint("shop", 200);

            // When
            JsonNode all = json("translate", "--group", "shop", "--from", "east", "--to", "west");
            JsonNode syncs = json("translate", "--group", "shop", "--from", "east", "--to", "west", "--by", "sync");
            JsonNode groups = json("inspect", "groups", "--from", "west", "--to", "east");
            CliRun readiness = cli("inspect", "readiness", "--from", "east", "--to", "west", "-o", "json");
            east.kill();
            JsonNode gone = json("translate", "--group", "shop", "--from", "east", "--to", "west");

            // Then
            assertThat(mirror.isAlive()).isTrue();
            assertItem(all, "aa", "east.aa", 200, true);
            assertItem(all, "west.aa", "aa", 100, true);
            assertItem(syncs, "aa", "east.aa", 200, false);
            assertItem(syncs, "west.aa", "aa", 100, false);
            assertItem(gone, "aa", "east.aa", 200, false);
            assertThat(groups.get("items"))
                    .anySatisfy(item -> assertThat(item.get("group").asText() + " "
                                    + item.get("groupKind").asText() + " "
                                    + item.get("outlook").asText())
                            .isEqualTo("east-mm2 connect-workers not-carried"));
            JsonNode findings = TwoSites.parse(readiness.out()).get("findings");
            assertThat(findings).noneSatisfy(finding -> {
                assertThat(finding.get("check").asText()).isEqualTo("mirrormaker2");
                assertThat(finding.get("severity").asText()).isEqualTo("blocker");
            });
            assertThat(TwoSites.parse(readiness.out()).get("checks").toString()).contains("mirrormaker2");
        }
    }

    private static void assertItem(JsonNode report, String topic, String targetTopic, long right, boolean exact) {
        for (JsonNode item : report.get("items")) {
            if (item.get("topic").asText().equals(topic)) {
                long target = item.get("target").asLong();
                assertThat(item.get("targetTopic").asText()).isEqualTo(targetTopic);
                assertThat(target).as(item.toString()).isLessThanOrEqualTo(right);
                assertThat(right - target)
                        .as(item.toString())
                        .isLessThanOrEqualTo(item.get("rereadAtMost").asLong());
                if (exact) {
                    assertThat(item.get("confidence").asText())
                            .as(item.toString())
                            .isEqualTo("exact");
                }
                return;
            }
        }
        throw new AssertionError("no item of " + topic + " in " + report);
    }

    private static void awaitEnd(TestData on, String topic, long end) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> on.end(topic, 0) == end);
    }

    private void awaitCheckpoint(String group, long upstream) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (JsonNode item : json("inspect", "checkpoints", "--from", "east", "--to", "west")
                            .get("items")) {
                        if (item.get("group").asText().equals(group)
                                && item.get("upstreamOffset").asLong() == upstream) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private JsonNode json(String... args) {
        return TwoSites.parse(
                cli(TwoSites.plus(args, "-o", "json")).expect(ExitCode.DONE).out());
    }

    private CliRun cli(String... args) {
        return CliRun.in(
                directory, Map.of("XDG_STATE_HOME", directory.toString()), TwoSites.plus(args, "--timeout", "8s"));
    }
}
