package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts that only a broker can tell, and what commands make of them. */
@WithClusters
class FactsIT {
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    private static final String ME = "User:ANONYMOUS";
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData onEast;
    private final TestData onWest;

    @TempDir
    private Path directory;

    FactsIT(
            @Named(
                            value = "east",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true"})
                    KafkaCluster east,
            @Named(
                            value = "west",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true", "offsets.retention.minutes=1440"
                            })
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
        this.onEast = new TestData(east);
        this.onWest = new TestData(west);
    }

    @Test
    @Trap({"10", "13", "18", "22", "23", "34", "g"})
    void shouldFindWhatStandsAgainstAFailoverUntilItIsPutRight() throws Exception {
        // Given
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "orders");
        String day = String.valueOf(24 * HOUR);
        onEast.create("orders", 2, Map.of("retention.ms", day));
        onWest.create("orders", 1, Map.of("retention.ms", day, "message.timestamp.type", "LogAppendTime"));
        onWest.create("aside", 1, Map.of());
        onEast.commit("billing", "orders", 0, 0, "");
        allow(east, ME, AclOperation.ALL, "orders");
        allow(west, ME, AclOperation.ALL, "orders");
        allow(east, "User:shop", AclOperation.WRITE, "orders");
        configure(west, "orders", "message.timestamp.type", "CreateTime");
        onWest.produce("orders", 0, 10, System.currentTimeMillis() - 23 * HOUR - HOUR / 2);
        configure(west, "orders", "message.timestamp.type", "LogAppendTime");
        JsonNode bad;
        try (KafkaProducer<String, String> hanging = new KafkaProducer<>(
                        west.clientProperties("transactional.id", "hangs"),
                        new StringSerializer(),
                        new StringSerializer());
                KafkaConsumer<String, String> active = onWest.member("billing", "aside")) {
            configure(west, "orders", "message.timestamp.type", "CreateTime");
            hanging.initTransactions();
            hanging.beginTransaction();
            hanging.send(new ProducerRecord<>("orders", 0, System.currentTimeMillis() - 2 * HOUR, "k", "v"))
                    .get();
            configure(west, "orders", "message.timestamp.type", "LogAppendTime");
            assertThat(active.assignment()).isNotEmpty();

            // When
            bad = sites.run(ExitCode.INCOMPLETE, "inspect", "readiness");
            hanging.abortTransaction();
        }
        configure(west, "orders", "message.timestamp.type", "CreateTime");
        configure(west, "orders", "retention.ms", "-1");
        configure(east, "orders", "retention.ms", "-1");
        allow(west, "User:shop", AclOperation.WRITE, "orders");
        try (Admin admin = west.admin()) {
            admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }
        JsonNode good = sites.run(ExitCode.INCOMPLETE, "inspect", "readiness");

        // Then
        assertThat(facts(bad))
                .anyMatch(f -> f.contains("orders has 2 partitions, its copy 1"))
                .anyMatch(f -> f.contains("orders: message.timestamp.type is CreateTime, on the target LogAppendTime"))
                .anyMatch(f -> f.contains("User:shop may write 1 topics on the source and not on the target: orders"))
                .anyMatch(f -> f.contains("a transaction of producer") && f.contains("is open from offset 10 on"))
                .anyMatch(f -> f.contains("group billing") && f.contains("1 members on the target"))
                .anyMatch(f -> f.contains("group billing would go on at orders-0 offset 0"))
                .anyMatch(f -> f.contains("offsets.retention.minutes is 1440 on the target"));
        assertThat(facts(good))
                .noneMatch(f -> f.contains("partitions, its copy"))
                .noneMatch(f -> f.contains("message.timestamp.type"))
                .noneMatch(f -> f.contains("User:shop"))
                .noneMatch(f -> f.contains("a transaction"))
                .noneMatch(f -> f.contains("members on the target"))
                .noneMatch(f -> f.contains("would go on"));
    }

    @Test
    void shouldLookAgainAndAgainUntilInterruptedWhenToldToWatch() {
        // Given
        onEast.create("watched", 1, Map.of());
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "watched");
        try (BatonProcess watch = sites.start("inspect", "lag", "--watch", "300ms", "-o", "json")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> ends(watch).contains(0L));

            // When
            onEast.produce("watched", 0, 7, System.currentTimeMillis());

            // Then
            await().atMost(Duration.ofSeconds(60)).until(() -> ends(watch).contains(7L));
            assertThat(ends(watch)).isSorted();
            watch.terminate();
            assertThat(watch.await(Duration.ofSeconds(20)).exitCode()).isEqualTo(130);
        }
    }

    @Test
    @Trap("13")
    void shouldProveNothingByTimeWhenTheTargetStampsOnAppend() {
        // Given
        onEast.create("stamped", 1, Map.of()).produce("stamped", 0, 10, System.currentTimeMillis() - HOUR);
        onWest.create("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"))
                .produce("stamped", 0, 10, System.currentTimeMillis() - HOUR);
        onEast.commit("by-time", "stamped", 0, 5, "");
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "stamped");
        String[] translate = {"translate", "--group", "by-time", "--by", "timestamp"};

        // When
        JsonNode refused = sites.run(ExitCode.INCOMPLETE, translate);
        JsonNode forced = sites.run(ExitCode.DONE, TwoSites.plus(translate, "--force"));

        // Then
        assertThat(refused.at("/items/0/confidence").asText()).isEqualTo("unknown");
        assertThat(refused.at("/items/0/reason").asText()).contains("appending");
        assertThat(forced.at("/items/0/confidence").asText()).isEqualTo("at-most");
    }

    @Test
    @Trap("16")
    void shouldNotGoToTheEndWhenTheTargetHasNothingOfThatTimeOrLater() {
        // Given
        onEast.create("late", 1, Map.of()).produce("late", 0, 10, System.currentTimeMillis() - HOUR);
        onWest.create("late", 1, Map.of()).produce("late", 0, 6, System.currentTimeMillis() - HOUR);
        onEast.commit("later", "late", 0, 5, "");
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "late");

        // When
        JsonNode report = sites.run(
                ExitCode.INCOMPLETE,
                "translate",
                "--group",
                "later",
                "--at",
                Instant.ofEpochMilli(System.currentTimeMillis() + HOUR).toString());

        // Then
        assertThat(report.at("/items/0/target").isNull()).isTrue();
        assertThat(report.at("/items/0/reason").asText()).contains("not mirrored yet, or removed");
    }

    @Test
    @Trap("g")
    void shouldNameTheRightThatIsMissingBeforeAnythingIsWritten() throws Exception {
        // Given
        onEast.create("locked", 1, Map.of());
        onWest.create("locked", 1, Map.of());
        onEast.commit("keeper", "locked", 0, 0, "");
        allow(west, ME, AclOperation.DESCRIBE, "locked");
        allow(west, ME, AclOperation.DESCRIBE_CONFIGS, "locked");
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "locked");
        String[] command = {"switch", "--mode", "failover", "--group", "keeper", "--execute"};

        // When
        JsonNode refused = sites.run(ExitCode.INCOMPLETE, command);
        Map<?, ?> before = new HashMap<>(onWest.committed("keeper"));
        allow(west, ME, AclOperation.READ, "locked");
        sites.run(ExitCode.DONE, command);

        // Then
        assertThat(refused.at("/groups/0/reason").asText()).contains("grant READ on topic locked of cluster west");
        assertThat(before).isEmpty();
        assertThat(onWest.committed("keeper", "locked")).isZero();
    }

    private static List<String> facts(JsonNode readiness) {
        return readiness.get("findings").findValuesAsText("fact");
    }

    /** What each look saw as the source's end, as far as its line is whole. */
    private static List<Long> ends(BatonProcess watch) {
        String out = watch.out();
        int whole = out.lastIndexOf('\n');
        return Arrays.stream(whole < 0 ? new String[0] : out.substring(0, whole).split("\n"))
                .map(line -> TwoSites.parse(line).at("/items/0/sourceEnd").asLong())
                .toList();
    }

    private static void allow(KafkaCluster cluster, String who, AclOperation operation, String topic) throws Exception {
        AclBinding right = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW));
        try (Admin admin = cluster.admin()) {
            admin.createAcls(List.of(right)).all().get();
        }
    }

    private static void configure(KafkaCluster cluster, String topic, String name, String value) throws Exception {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        try (Admin admin = cluster.admin()) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .get();
        }
    }
}
