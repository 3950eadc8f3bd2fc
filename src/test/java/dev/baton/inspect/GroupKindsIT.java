package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TestGroups;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of every kind that a broker knows, made by the clients that make them. */
@WithClusters
class GroupKindsIT {
    private static final int RECORDS = 200;

    @TempDir
    private static Path directory;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TwoSites sites;

    GroupKindsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
        this.sites = sites(east, west);
    }

    private static TwoSites sites(KafkaCluster east, KafkaCluster west) {
        return new TwoSites(east, west, directory).with("topics.exclude", ".*-(repartition|changelog)");
    }

    /** Each group has read all of {@code orders} and committed; the two that serve other tests are still there. */
    @BeforeAll
    static void makeGroups(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) throws Exception {
        new TestData(east)
                .create("orders", 1, Map.of())
                .produce("orders", 0, RECORDS, System.currentTimeMillis() - RECORDS);
        TestGroups groups = new TestGroups(east, directory);
        groups.consume("classic", "classic", "orders");
        groups.consume("connect-sink", "classic", "orders");
        groups.consume("kip848", "consumer", "orders");
        groups.assign("simple", "orders");
        groups.share("shared", "orders");
        groups.streams("streams-classic", "classic", StreamsConfig.EXACTLY_ONCE_V2, "orders");
        groups.streams("streams-kip1071", "streams", StreamsConfig.AT_LEAST_ONCE, "orders");
        sites(east, west).cli("mirror", "--once").expect(ExitCode.DONE);
    }

    @Test
    @Trap({"26", "27", "28", "29", "30"})
    void shouldListEveryKindAndSkipNoneSilently() {
        // When
        JsonNode groups = sites.run(ExitCode.DONE, "inspect", "groups");

        // Then
        assertThat(kind(groups, "classic")).isEqualTo("classic ready");
        assertThat(kind(groups, "kip848")).isEqualTo("consumer ready");
        assertThat(kind(groups, "simple")).isEqualTo("simple ready");
        assertThat(kind(groups, "streams-classic")).isEqualTo("streams ready");
        assertThat(kind(groups, "streams-kip1071")).isEqualTo("streams ready");
        assertThat(kind(groups, "shared")).isEqualTo("share not-carried");
        assertThat(kind(groups, "connect-sink")).isEqualTo("connect-sink excluded");
        assertThat(item(groups, "simple").get("reason").asText()).contains("a consumer that runs cannot be seen");
        assertThat(item(groups, "streams-classic").get("reason").asText()).contains("only source topics");
        assertThat(item(groups, "streams-classic").get("reason").asText()).contains("it works exactly once");
        assertThat(item(groups, "streams-kip1071").get("reason").asText()).doesNotContain("exactly once");
        assertThat(item(groups, "shared").get("reason").asText()).contains("kafka-share-groups");
        assertThat(item(groups, "connect-sink").get("reason").asText()).contains("groups.exclude");
    }

    @Test
    @Trap({"28", "29", "30"})
    void shouldTranslateTheSourceTopicsOfEveryKindThatCommitsAndNameTheRest() {
        // When
        CliRun run = sites.cli("translate", "--all-groups", "-o", "json").expect(ExitCode.DONE);

        // Then
        JsonNode report = TwoSites.parse(run.out());
        for (String group : List.of("classic", "kip848", "simple", "streams-classic", "streams-kip1071")) {
            JsonNode item = item(report, group);
            assertThat(item.get("topic").asText()).isEqualTo("orders");
            assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(RECORDS);
        }
        assertThat(report.get("items").findValuesAsText("topic")).containsOnly("orders");
        assertThat(run.err())
                .contains("not translated: group shared, a share group has no committed offsets")
                .contains("not translated: group connect-sink, left out by groups or groups.exclude")
                .contains("not translated: group streams-classic, a Streams application: only its source topics")
                .contains("not translated: group streams-kip1071, a Streams application: only its source topics");
    }

    @Test
    @Trap("30")
    void shouldTranslateASinkThatIsNamedThoughTheFilterLeavesItOut() {
        assertThat(item(sites.run(ExitCode.DONE, "translate", "--group", "connect-sink"), "connect-sink")
                        .get("target")
                        .asLong())
                .isEqualTo(RECORDS);
    }

    @Test
    @Trap({"28", "33"})
    void shouldSayWhyAShareGroupIsNotSwitched() {
        // When
        JsonNode plan = sites.run(
                ExitCode.INCOMPLETE, "switch", "--mode", "failover", "--group", "shared", "--group", "classic");

        // Then
        assertThat(group(plan, "shared").get("reason").asText()).contains("nothing to translate", "share group");
        assertThat(group(plan, "classic").get("result").asText()).isNotEqualTo("failed");
    }

    @Test
    @Trap("28")
    void shouldRefuseAGroupWhoseNameAShareGroupHasOnTheTarget() throws Exception {
        // Given
        new TestGroups(east, directory).consume("same-name", "classic", "orders");
        new TestGroups(west, directory).share("same-name", "orders");

        // When
        JsonNode plan = sites.run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "same-name");
        JsonNode executed =
                sites.run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "same-name", "--execute");

        // Then
        assertThat(group(plan, "same-name").get("reason").asText()).contains("a share group has its name");
        assertThat(group(executed, "same-name").get("result").asText()).isEqualTo("skipped");
        assertThat(type(west, "same-name")).isEqualTo(GroupType.SHARE);
    }

    @Test
    @Trap({"23", "29"})
    void shouldRefuseAStreamsApplicationThatRunsOnTheTarget() throws Exception {
        // Given
        try (KafkaStreams running = new TestGroups(west, directory)
                .startStreams("streams-kip1071", "streams", StreamsConfig.AT_LEAST_ONCE, "orders")) {
            // When
            JsonNode plan = sites.run(
                    ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "streams-kip1071", "--execute");
            // Then
            assertThat(group(plan, "streams-kip1071").get("reason").asText()).contains("active on the target");
            assertThat(running.state().isRunningOrRebalancing()).isTrue();
        }
    }

    @Test
    @Trap("29")
    void shouldRefuseAStreamsApplicationThatWorksExactlyOnceInAFailoverUnlessItIsKnown() {
        // When
        JsonNode refused =
                sites.run(ExitCode.REFUSED, "switch", "--mode", "failover", "--group", "streams-classic", "--execute");
        JsonNode planned = sites.run(ExitCode.DONE, "switch", "--mode", "planned", "--group", "streams-classic");
        JsonNode known =
                sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "streams-classic", "--i-know");
        JsonNode atLeastOnce = sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "streams-kip1071");

        // Then
        assertThat(group(refused, "streams-classic").get("reason").asText()).contains("exactly once", "--i-know");
        assertThat(group(refused, "streams-classic").get("result").asText()).isEqualTo("skipped");
        for (JsonNode plan : List.of(planned, known)) {
            assertThat(group(plan, "streams-classic").get("reason").isNull()).isTrue();
        }
        assertThat(group(atLeastOnce, "streams-kip1071").get("reason").isNull()).isTrue();
    }

    @Test
    @Trap("29")
    void shouldKnowAnApplicationThatWorksExactlyOnceFromTheTargetAlone(@TempDir Path elsewhere) {
        // When
        CliRun run = CliRun.in(
                elsewhere,
                sites.environment(),
                "switch",
                "--mode",
                "failover",
                "--from",
                "east",
                "--to",
                "west",
                "--target-bootstrap",
                west.bootstrap(),
                "--group",
                "streams-classic",
                "-o",
                "json");

        // Then
        JsonNode plan = TwoSites.parse(run.expect(ExitCode.REFUSED).out());
        assertThat(group(plan, "streams-classic").get("reason").asText()).contains("exactly once", "--i-know");
    }

    @Test
    @Trap("27")
    void shouldLetAMemberOfKip848GoOnWhereTheSwitchPutItsGroup() throws Exception {
        // Given
        try (Admin admin = east.admin()) {
            TestData.commit(admin, "moves", "orders", 0, 150, "");
        }

        // When
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "moves", "--execute");
        GroupType before = type(west, "moves");
        String first;
        try (KafkaConsumer<String, String> consumer = new TestGroups(west, directory).consumer("moves", "consumer")) {
            consumer.subscribe(List.of("orders"));
            first = firstValue(consumer);
            // Then
            assertThat(before).isEqualTo(GroupType.CLASSIC);
            assertThat(type(west, "moves")).isEqualTo(GroupType.CONSUMER);
            assertThat(first).isEqualTo("v150");
        }
    }

    private static String kind(JsonNode groups, String group) {
        JsonNode item = item(groups, group);
        return item.get("groupKind").asText() + " " + item.get("outlook").asText();
    }

    private static JsonNode item(JsonNode report, String group) {
        return named(report.get("items"), group);
    }

    private static JsonNode group(JsonNode report, String group) {
        return named(report.get("groups"), group);
    }

    private static JsonNode named(JsonNode items, String group) {
        for (JsonNode item : items) {
            if (item.get("group").asText().equals(group)) {
                return item;
            }
        }
        throw new AssertionError("no group " + group + " in " + items);
    }

    private static GroupType type(KafkaCluster cluster, String group) throws Exception {
        try (Admin admin = cluster.admin()) {
            return admin.listGroups().all().get().stream()
                    .filter(listing -> listing.groupId().equals(group))
                    .findFirst()
                    .orElseThrow()
                    .type()
                    .orElseThrow();
        }
    }

    private static String firstValue(KafkaConsumer<String, String> consumer) {
        List<String> values = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            return !values.isEmpty();
        });
        return values.get(0);
    }
}
