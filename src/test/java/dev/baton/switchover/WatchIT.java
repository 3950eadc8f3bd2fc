package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code switch watch} sees where clocks and consumers are not as one hopes. */
@WithClusters
class WatchIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of an event long ago. */
    private static final long PAST = 1_000_000_000_000L;

    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    WatchIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldSeeByTheSettledEndsThatTheSourceOfAPlannedSwitchIsWrittenTo() {
        // Given
        String topic = mirror.topic("settled");
        mirror.group("settled-app", topic, 40, List.of());
        String id = switched("planned", "settled-app");
        atWest.commit("settled-app", topic, 0, 60, "");

        // When
        JsonNode quiet = sites.run(ExitCode.DONE, "switch", "watch", id, "--once");
        atEast.produce(topic, 0, 1, PAST);
        JsonNode written = sites.run(ExitCode.INCOMPLETE, "switch", "watch", id, "--once");

        // Then
        assertThat(quiet.get("splitBrainBy").asText()).isEqualTo("ends");
        assertThat(quiet.at("/groups/0/state").asText()).isEqualTo("commits");
        assertThat(written.at("/splitBrain/0/topic").asText()).isEqualTo(topic);
        assertThat(written.at("/splitBrain/0/newest").asText()).isEqualTo("2001-09-09T01:46:40Z");
    }

    @Test
    void shouldSeeByGrowthThatTheSourceOfAFailoverIsWrittenTo() {
        // Given
        String topic = mirror.topic("growing");
        mirror.group("growing-app", topic, 40, List.of());
        String id = switched("failover", "growing-app");

        try (BatonProcess watch = sites.start("switch", "watch", id, "--interval", "300ms", "-o", "json")) {
            await("two looks: " + watch.err())
                    .atMost(LIMIT)
                    .until(() -> watch.out().contains("\"growth\""));
            String before = watch.out();

            // When
            atEast.produce(topic, 0, 1, PAST);

            // Then
            assertThat(before).contains("\"splitBrain\":[]").doesNotContain("2001-09-09");
            await("it is seen").atMost(LIMIT).until(() -> watch.out().contains("2001-09-09T01:46:40Z"));
            assertThat(watch.isAlive()).isTrue();
        }
    }

    @Test
    @Tag("long")
    void shouldSayThatTheTargetDoesNotAnswerLookAgainAndEndOnceAGroupWithoutMembersGoesOn() {
        // Given
        String topic = mirror.topic("away");
        mirror.group("away-app", topic, 40, List.of());
        String id = switched("failover", "away-app");

        try (BatonProcess watch = sites.start("switch", "watch", id, "--interval", "300ms", "-o", "json")) {
            await("a look: " + watch.err())
                    .atMost(LIMIT)
                    .until(() -> watch.out().contains("\"waits\""));

            // When
            west.kill();
            await("it says so").atMost(LIMIT).until(() -> watch.err().contains("cluster west"));
            boolean stays = watch.isAlive();
            west.revive();
            atWest.commit("away-app", topic, 0, 60, "");
            BatonProcess.Result result = watch.await(LIMIT);

            // Then
            assertThat(stays).isTrue();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).contains("\"commits\"");
        }
    }

    private String switched(String mode, String group) {
        return sites.run(ExitCode.DONE, "switch", "--mode", mode, "--group", group, "--execute")
                .get("id")
                .asText();
    }
}
