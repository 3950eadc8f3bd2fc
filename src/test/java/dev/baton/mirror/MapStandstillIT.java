package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.InternalTopics;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition whose own leader is there, while the one of its part of the offset map is not. */
@Tag("long")
@WithClusters
class MapStandstillIT {
    private static final int RECORDS = 5_000;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MapStandstillIT(@Named("east") KafkaCluster east, @Named(value = "west", brokers = 3) KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSayThatTheOffsetMapCannotBeWrittenAndEndWhenItsLeaderIsGone() throws Exception {
        // Given
        createOnTarget();
        TestData data = new TestData(east).create("mapped", 1, Map.of());
        data.produceInTransactions("mapped", RECORDS);
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "mapped")
                .with("groups", "none")
                .with("replication.factor", "3")
                .with("offsets", "map");
        try (BatonProcess once = sites.start("mirror", "--once", "--max-rate", "40kB")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> new TestData(west).end("mapped", 0) > 100);
            // When
            west.kill(3);
            // Then
            once.awaitSaying(
                    Pattern.compile("mapped-0: the offset map of shard \\d+ cannot be written: its? .*leader"),
                    Duration.ofSeconds(30));
            BatonProcess.Result result = once.await(Duration.ofSeconds(90));
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        }
        west.revive();
        BatonProcess.Result healed = sites.start("mirror", "--once").await(Duration.ofSeconds(120));
        assertThat(healed.exitCode()).as(healed.err()).isZero();
        new BothLogs(east, west, "mapped", 0).assertSameRecords().assertExactMap();
    }

    private void createOnTarget() throws Exception {
        Map<Integer, List<Integer>> onBroker3 = IntStream.range(0, InternalTopics.SHARDS)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), p -> List.of(3)));
        try (Admin target = west.admin()) {
            target.createTopics(List.of(
                            new NewTopic("mapped", Map.of(0, List.of(1))),
                            new NewTopic(InternalTopics.offsetMap("east"), onBroker3)
                                    .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
