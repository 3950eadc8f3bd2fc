package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mirror of records and one of groups alone are never there together, whichever came first; nor is one that is to end by
 * itself beside any other.
 */
@Tag("long")
@WithClusters
class MirrorAloneIT {
    private final String config;
    private final KafkaCluster west;

    MirrorAloneIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.west = west;
        this.config =
                Flows.yaml(east.bootstrap(), west.bootstrap(), "topics: none, groups: none, replication.factor: 1");
    }

    @Test
    void shouldRefuseAMirrorBesideOneOfGroupsAloneAndTheOtherWayRound() {
        // Given
        BatonProcess groups = start("--groups-only");
        awaitMember("baton-mirror.east.groups-only");
        // When
        BatonProcess.Result late = run();
        // Then
        assertRefused(late, "baton mirror --groups-only at /127.0.0.1");
        assertThat(groups.isAlive()).as(groups.err()).isTrue();

        // When: killed, it is waited out
        groups.kill();
        try (BatonProcess mirror = start()) {
            awaitMember("baton-mirror.east");
            BatonProcess.Result second = run("--groups-only");
            // Then
            assertRefused(second, "baton mirror at /127.0.0.1");
            end(mirror);
        }
    }

    @Test
    void shouldRefuseOnceBesideAMirrorThatRuns() {
        // Given
        try (BatonProcess mirror = start()) {
            awaitMember("baton-mirror.east");
            // When
            BatonProcess.Result once = run("--once");
            // Then
            assertRefused(once, "group baton-mirror.east on west has members: baton mirror at /127.0.0.1");
            end(mirror);
        }
    }

    private static void assertRefused(BatonProcess.Result late, String beside) {
        assertThat(late.exitCode()).as(late.err()).isEqualTo(6);
        assertThat(late.err())
                .contains("another mirror of the flow runs", beside)
                .doesNotContain("Exception");
    }

    /** In good order, so that the next test need not wait it out; it was none the worse for who came late. */
    private static void end(BatonProcess mirror) {
        mirror.terminate();
        assertThat(mirror.await(Duration.ofSeconds(30)).exitCode())
                .as(mirror.err())
                .isZero();
    }

    private BatonProcess start(String... options) {
        return BatonProcess.start(Map.of(), config, arguments(options));
    }

    private BatonProcess.Result run(String... options) {
        return BatonProcess.run(Map.of(), config, arguments(options));
    }

    private static String[] arguments(String... options) {
        return Stream.concat(Stream.of("mirror", "-c", "/dev/stdin"), Arrays.stream(options))
                .toArray(String[]::new);
    }

    private void awaitMember(String clientId) {
        Members.awaitAlone(west, clientId, Duration.ofSeconds(60));
    }
}
