package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one broker is gone for good that knows who belongs to the flow's mirrors; all else answers. */
@Tag("long")
@WithClusters
class CoordinatorGoneIT {
    private static final String COMMITS = "__consumer_offsets";
    private static final int RECORDS = 5_000;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    CoordinatorGoneIT(
            @Named("east") KafkaCluster east,
            @Named(value = "west", brokers = 3, with = "offsets.topic.replication.factor=1") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldEndWithTheReasonWhenTheCoordinatorOfTheGroupIsGone() {
        // Given
        int coordinator = coordinator(InternalTopics.mirrorGroup("east"));
        new TestData(west).createOn("t", coordinator % 3 + 1);
        new TestData(east).create("t", 1, Map.of()).produceInTransactions("t", RECORDS);
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "t")
                .with("groups", "none")
                .with("replication.factor", "3");
        try (BatonProcess once = sites.start("mirror", "--once", "--max-rate", "1kB")) {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> new TestData(west).end("t", 0) > 100);
            // When
            west.kill(coordinator);
            BatonProcess.Result result = once.await(Duration.ofSeconds(150));
            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
            assertThat(result.err()).contains("cluster west", "the group's coordinator does not confirm this mirror");
        }
        west.revive();
        BatonProcess.Result healed = sites.start("mirror", "--once").await(Duration.ofSeconds(120));
        assertThat(healed.exitCode()).as(healed.err()).isZero();
        new BothLogs(east, west, "t", 0).assertSameRecords();
    }

    /** By the partition that keeps its commits. */
    private int coordinator(String group) {
        TestData target = new TestData(west);
        target.create("any", 1, Map.of()).commit("any", "any", 0, 0, "");
        return target.leader(COMMITS, (group.hashCode() & 0x7fffffff) % target.partitions(COMMITS));
    }
}
