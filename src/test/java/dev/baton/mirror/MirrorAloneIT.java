package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mirror of records and one of groups alone are never there together, whichever came first. */
@Tag("long")
@WithClusters
class MirrorAloneIT {
    private final String config;
    private final KafkaCluster west;

    MirrorAloneIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.west = west;
        this.config = """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s"}
                flows:
                  - {from: east, to: west, topics: none, groups: none, replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap());
    }

    @Test
    void shouldRefuseAMirrorBesideOneOfGroupsAloneAndTheOtherWayRound() {
        // Given
        BatonProcess groups = start("--groups-only");
        awaitMember(groups);
        // When
        BatonProcess.Result late = run();
        // Then
        assertThat(late.exitCode()).as(late.err()).isEqualTo(6);
        assertThat(late.err())
                .contains("another mirror of the flow runs", "baton mirror --groups-only at /127.0.0.1")
                .doesNotContain("Exception");
        assertThat(groups.isAlive()).as(groups.err()).isTrue();

        // When: killed, it is waited out
        groups.kill();
        try (BatonProcess mirror = start()) {
            awaitMember(mirror);
            BatonProcess.Result second = run("--groups-only");
            // Then
            assertThat(second.exitCode()).as(second.err()).isEqualTo(6);
            assertThat(second.err()).contains("another mirror of the flow runs", "baton mirror at /127.0.0.1");
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
        }
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

    private void awaitMember(BatonProcess process) {
        try (Admin admin = west.admin()) {
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> admin
                            .describeConsumerGroups(List.of("baton-mirror.east"))
                            .describedGroups()
                            .get("baton-mirror.east")
                            .get()
                            .members()
                            .stream()
                            .anyMatch(member ->
                                    !member.assignment().topicPartitions().isEmpty()));
        }
        assertThat(process.isAlive()).as(process.err()).isTrue();
    }
}
