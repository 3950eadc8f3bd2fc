package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --groups-only} with a broker of the source that does not answer and yet counts as a member: a round takes longer than
 * a lease then, and the commits for its partitions cannot be looked up by content.
 */
@Tag("long")
@WithClusters
class ContentStandstillIT {
    private static final long A_TIME = 1_700_000_000_000L;
    private static final int RECORDS = 500;
    private static final int SILENT = 3;
    private static final Duration CARRIED = Duration.ofSeconds(25);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    ContentStandstillIT(
            @Named(
                            value = "east",
                            brokers = 3,
                            with = {"broker.session.timeout.ms=40000", "offsets.topic.replication.factor=1"})
                    KafkaCluster east,
            @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldCarryOthersOverAndEndWithTheReasonWhenALeaderOfTheSourceIsSilent() {
        // Given
        TestData source = new TestData(east).createOn("far", SILENT).createOn("near", 1);
        TestData target = new TestData(west);
        for (String topic : List.of("far", "near")) {
            target.create(topic, 1, Map.of());
            source.produce(topic, 0, RECORDS, A_TIME);
            target.produce(topic, 0, RECORDS, A_TIME);
        }
        List<String> groups = IntStream.range(0, 9).mapToObj(i -> "group-" + i).toList();
        groups.forEach(group -> source.commit(group, "near", 0, 10, ""));
        Map<String, Integer> coordinators = source.coordinators(groups);
        List<String> living = groups.stream()
                .filter(group -> coordinators.get(group) != SILENT)
                .toList();
        source.commit(living.get(0), "far", 0, 400, "");
        TwoSites sites =
                new TwoSites(east, west, directory).with("topics", "far|near").with("groups", "group-.*");
        try (BatonProcess mirror = sites.start("mirror", "--groups-only")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.committed(living.get(0)).size() == 2
                            && target.committed(living.get(1)).size() == 1);
            // When
            east.kill(SILENT);
            source.commit(living.get(0), "far", 0, 450, "");
            source.commit(living.get(1), "near", 0, 300, "");
            // Then
            await(living.get(1) + ": " + target.committed(living.get(1)))
                    .atMost(CARRIED)
                    .untilAsserted(() ->
                            assertThat(target.committed(living.get(1), "near")).isEqualTo(300));
            mirror.terminate();
            assertThat(mirror.await(Duration.ofSeconds(30)).exitCode())
                    .as(mirror.err())
                    .isZero();
        }
        // When
        try (BatonProcess once = sites.start("mirror", "--groups-only", "--once")) {
            BatonProcess.Result result = once.await(Duration.ofSeconds(150));
            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.err()).contains("far-0: commits cannot be looked up by content");
        }
    }
}
