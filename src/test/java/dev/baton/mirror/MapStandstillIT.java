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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition whose own leader is there, while the one of its part of the offset map is not. */
@Tag("long")
@WithClusters
class MapStandstillIT {
    private static final int RECORDS = 5_000;
    private static final int LIVING = 1;
    private static final int DYING = 3;

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
        new TestData(west).createOn("mapped", LIVING);
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
            west.kill(DYING);
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

    /** As after a restart: how far a partition is that this process cannot take up, its mark says, and the map. */
    @Test
    void shouldCarryGroupsOverWhosePartOfTheOffsetMapIsThere() throws Exception {
        // Given
        new TestData(west).createOn("gone", LIVING).createOn("there", LIVING);
        TestData source = new TestData(east);
        TestData target = new TestData(west);
        for (String topic : List.of("gone", "there")) {
            source.create(topic, 1, Map.of());
            source.produceInTransactions(topic, 100);
            source.commit("group-" + topic, topic, 0, 11, "");
        }
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "gone|there")
                .with("groups", "group-.*")
                .with("replication.factor", "3")
                .with("offsets", "map");
        BatonProcess.Result all = sites.start("mirror", "--once").await(Duration.ofSeconds(90));
        assertThat(all.exitCode()).as(all.err()).isZero();
        long before = target.committed("group-there", "there");
        // When
        west.kill(DYING);
        source.commit("group-there", "there", 0, 22, "");
        try (BatonProcess mirror = sites.start("mirror")) {
            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(45))
                    .until(() -> target.committed("group-there", "there") > before);
            assertThat(mirror.isAlive()).isTrue();
        }
    }

    @BeforeEach
    void placeTheMap() throws Exception {
        Map<Integer, List<Integer>> places = IntStream.range(0, InternalTopics.SHARDS)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), shard -> List.of(LIVING)));
        for (String topic : List.of("mapped", "gone")) {
            places.put(InternalTopics.shardOf(topic, 0), List.of(DYING));
        }
        String map = InternalTopics.offsetMap("east");
        try (Admin target = west.admin()) {
            if (!target.listTopics().names().get(20, TimeUnit.SECONDS).contains(map)) {
                target.createTopics(List.of(new NewTopic(map, places).configs(Map.of("cleanup.policy", "compact"))))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }
}
