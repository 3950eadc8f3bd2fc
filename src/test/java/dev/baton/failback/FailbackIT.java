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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * East fails, groups go to west and come back, under load: every record that was mirrored or written later is there once, in
 * order, and each group reads it once.
 */
@Tag("long")
@WithClusters
class FailbackIT {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition CUSTOMERS = new TopicPartition("customers", 0);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;

    FailbackIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory).with("topics", "orders|customers");
    }

    @Test
    void shouldKeepTheLedgerOfARoundTrip() throws Exception {
        atEast.create("orders", 1, Map.of());
        atEast.create("customers", 1, Map.of("cleanup.policy", "compact"));
        GroupLog shop = new GroupLog("shop", ORDERS);
        GroupLog slow = new GroupLog("slow", ORDERS);
        GroupLog crm = new GroupLog("crm", CUSTOMERS);
        List<String> tail = new ArrayList<>();

        // east is active, and dies with records that were not mirrored
        try (BatonProcess mirror = sites.start("mirror");
                Writer writer = new Writer(east, "e")) {
            await("mirrored: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> hasRecords(west, ORDERS) && hasRecords(west, CUSTOMERS));
            shop.consume(east, 400);
            crm.consume(east, 100);
            slow.consume(east, 50);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Stream.of("shop", "crm", "slow")
                            .noneMatch(group -> atWest.committed(group).isEmpty()));
            Thread.sleep(1_200);
            mirror.kill();
            Thread.sleep(600);
            writer.stop();
        }
        east.kill();
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        List<String> mirrored = Ledger.values(west, ORDERS);
        try (Writer writer = new Writer(west, "w")) {
            shop.consumeToEnd(west);
            crm.consumeToEnd(west);
            slow.consume(west, 20);
            writer.stop();
        }

        // the way back is readied while the mirror of before still runs, as one from cron does
        east.revive();
        tail.addAll(Ledger.values(east, ORDERS));
        tail.removeAll(mirrored);
        assertThat(sites.cli("mirror", "--once", "--from", "west", "--to", "east")
                        .err())
                .contains("baton failback");
        JsonNode planned = sites.run(ExitCode.DONE, back("failback"));
        assertThat(planned.at("/items/1/tailRecords").asLong())
                .as(planned.toString())
                .isEqualTo(tail.size());
        assertThat(tail).isNotEmpty();
        sites.run(ExitCode.DONE, back("failback", "--execute"));
        JsonNode again = sites.run(ExitCode.DONE, back("failback", "--execute"));
        assertThat(again.at("/items/0/result").asText()).isEqualTo("unchanged");
        try (BatonProcess mirror = sites.start(back("mirror"));
                Writer writer = new Writer(west, "x")) {
            await("copied back: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Ledger.values(east, ORDERS).stream().anyMatch(value -> value.startsWith("x-")));
            shop.consume(west, 30);
            writer.stop();
            JsonNode report =
                    sites.run(ExitCode.DONE, back("switch", "--mode", "planned", "--all-groups", "--execute"));
            JsonNode orders = group(report, "shop");
            assertThat(orders.at("/partitions/0/confidence").asText())
                    .as(report.toString())
                    .isEqualTo("exact");
            JsonNode behind = group(report, "slow").at("/partitions/0");
            assertThat(behind.get("confidence").asText()).isEqualTo("at-most");
            assertThat(behind.get("rereadAtMost").asLong()).isGreaterThanOrEqualTo(tail.size());
        }

        // east is active again; what was mirrored or written later is there once, and each group has read it once
        List<String> expected = Ledger.values(west, ORDERS);
        List<String> returned = Ledger.values(east, ORDERS);
        returned.removeAll(tail);
        assertThat(returned).isEqualTo(expected);
        try (Writer writer = new Writer(east, "y")) {
            Thread.sleep(300);
            writer.stop();
        }
        shop.consumeToEnd(east);
        crm.consumeToEnd(east);
        slow.consumeToEnd(east);
        List<String> all = Ledger.values(east, ORDERS);
        assertThat(slow.read()).containsExactlyElementsOf(all);
        List<String> withoutTail = new ArrayList<>(all);
        withoutTail.removeAll(tail);
        assertThat(shop.read()).containsExactlyElementsOf(withoutTail);
        assertThat(crm.read()).doesNotHaveDuplicates();

        // and the first flow is taken up again
        sites.run(ExitCode.DONE, "failback", "--from", "east", "--to", "west", "--execute");
        sites.cli("mirror", "--once", "--from", "east", "--to", "west").expect(ExitCode.DONE);
        assertThat(Ledger.values(west, ORDERS)).containsExactlyElementsOf(withoutTail);
        JsonNode translated = sites.run(ExitCode.DONE, "translate", "--all-groups", "--from", "east", "--to", "west");
        assertThat(translated.at("/summary/exact").asInt())
                .as(translated.toString())
                .isEqualTo(3);
        assertThat(sites.cli("salvage", "list", "--from", "east", "--to", "west")
                        .expect(ExitCode.REFUSED)
                        .err())
                .contains("no failover");
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }

    private static JsonNode group(JsonNode report, String name) {
        for (JsonNode group : report.get("groups")) {
            if (group.get("group").asText().equals(name)) {
                return group;
            }
        }
        throw new AssertionError(name + " is not in " + report);
    }

    private static boolean hasRecords(KafkaCluster cluster, TopicPartition partition) {
        return Ledger.end(cluster, partition) > 0;
    }
}
