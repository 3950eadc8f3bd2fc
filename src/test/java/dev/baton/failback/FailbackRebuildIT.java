package dev.baton.failback;

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
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back by making the old cluster's topics anew: nothing that only it held may be deleted unseen. */
@WithClusters
@Tag("long")
class FailbackRebuildIT {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TwoSites sites;

    FailbackRebuildIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.sites = new TwoSites(east, west, directory).with("topics", "orders");
    }

    @Test
    void shouldDeleteTheOldTopicsOnlyWhereToldToAndOnceTheirTailIsSafe() {
        // Given: a group in the middle, and a tail of 40
        TestData atEast = new TestData(east);
        TestData atWest = new TestData(west);
        atEast.create("orders", 1, Map.of());
        atEast.produce("orders", 0, 500, System.currentTimeMillis());
        atEast.commit("shop", "orders", 0, 200, "");
        try (BatonProcess mirror = sites.start("mirror")) {
            await("mirrored: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Ledger.end(west, ORDERS) == 500
                            && !atWest.committed("shop").isEmpty()
                            && atWest.committed("shop", "orders") == 200);
        }
        atEast.produce("orders", 0, 40, System.currentTimeMillis());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        atWest.produce("orders", 0, 25, System.currentTimeMillis());

        // When, then: it asks for the alias, and for the tail
        assertThat(sites.cli(back("failback", "--rebuild", "--execute"))
                        .expect(ExitCode.USAGE)
                        .err())
                .contains("--confirm east");
        assertThat(sites.cli(back("failback", "--rebuild", "--confirm", "east", "--execute"))
                        .expect(ExitCode.REFUSED)
                        .err())
                .contains("40 records are only on east");
        assertThat(Ledger.end(east, ORDERS)).isEqualTo(540);
        sites.run(ExitCode.DONE, "salvage", "inject", "--execute");

        // a group behind the failover point would read the tail twice, were the log gone on with
        sites.run(ExitCode.DONE, back("failback", "--execute"));
        sites.cli(back("mirror", "--once")).expect(ExitCode.DONE);
        JsonNode refused =
                TwoSites.parse(sites.cli(back("switch", "--mode", "planned", "--group", "shop", "-o", "json"))
                        .expect(ExitCode.REFUSED)
                        .out());
        assertThat(refused.at("/groups/0/reason").asText()).contains("--accept-reread");
        sites.cli(back("switch", "--mode", "planned", "--group", "shop", "--accept-reread"))
                .expect(ExitCode.DONE);

        // so it is rebuilt, with the same offsets as on west
        sites.run(ExitCode.DONE, back("failback", "--rebuild", "--confirm", "east", "--execute"));
        await().atMost(Duration.ofSeconds(20)).until(() -> Ledger.end(east, ORDERS) == 0);
        sites.cli(back("mirror", "--once")).expect(ExitCode.DONE);
        List<String> expected = Ledger.values(west, ORDERS);
        assertThat(expected).hasSize(565);
        assertThat(Ledger.values(east, ORDERS)).isEqualTo(expected);
        assertThat(Ledger.end(east, ORDERS)).isEqualTo(Ledger.end(west, ORDERS));
        try (BatonProcess mirror = sites.start(back("mirror"))) {
            await("it mirrors: " + mirror.err())
                    .pollDelay(Duration.ofSeconds(3))
                    .until(mirror::isAlive);
            JsonNode report =
                    sites.run(ExitCode.DONE, back("switch", "--mode", "planned", "--group", "shop", "--execute"));
            assertThat(report.at("/groups/0/partitions/0/confidence").asText()).isEqualTo("exact");
            assertThat(report.at("/groups/0/partitions/0/applied").asLong()).isEqualTo(200);
        }
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }
}
