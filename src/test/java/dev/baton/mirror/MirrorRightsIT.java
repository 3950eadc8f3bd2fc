package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cli.RightsManual;
import dev.baton.cluster.Needed;
import dev.baton.cluster.Needed.Side;
import dev.baton.cluster.Needed.Stands;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.SecuredSites;
import dev.baton.testkit.TestData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mirror with just the rights that {@link MirrorRights} lists, and with one fewer. One run needs every one of them: there
 * are gaps, a compacted topic, a log that starts beyond 0, a topic that has grown and one whose configs have changed.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorRightsIT {
    private static final String GROUP = "shop-billing";
    /** Compaction leaves gaps, and where it begins a fence takes an offset. */
    private static final String MAPPED = "payments.balances";

    private static final TopicPartition LATE = new TopicPartition("payments.late", 0);

    private SecuredSites sites;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        sites = SecuredSites.start(directory);
        TestData east = new TestData(sites.east())
                .create("orders", 1, Map.of())
                .create("payments.plain", 1, Map.of())
                .create("payments.balances", 1, Map.of("cleanup.policy", "compact"))
                .create("payments.late", 1, Map.of())
                .create("payments.grown", 2, Map.of())
                .create("payments.changed", 1, Map.of("retention.ms", "7000000"));
        east.produceInTransactions("orders", 50);
        for (String topic : List.of("plain", "balances", "late", "grown", "changed")) {
            east.produce("payments." + topic, 0, 20, System.currentTimeMillis());
        }
        east.commit(GROUP, "orders", 0, 11, "");
        try (Admin admin = sites.east().admin()) {
            admin.deleteRecords(Map.of(LATE, RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    void stop() {
        sites.close();
    }

    @Test
    void shouldMirrorAllWithJustTheRightsOfTheList() throws Exception {
        // Given
        sites.grant(MirrorRights.all());

        // When
        CliRun run = mirror();

        // Then
        run.expect(ExitCode.DONE);
        assertThat(run.err()).doesNotContain("not done", "stopped:");
        assertThat(mirrored()).isEqualTo(all());
        assertThat(new TestData(sites.west()).committed(GROUP, "orders")).isEqualTo(11);
    }

    @Test
    void shouldMirrorAllWithTheRightsThatTheCommandsOfTheManPageGive() throws Exception {
        // Given
        sites.grant(List.of());
        RightsManual.commands(MirrorRights.all()).forEach(sites::grantBy);

        // When
        CliRun run = mirror();

        // Then
        run.expect(ExitCode.DONE);
        assertThat(run.err()).doesNotContain("not done", "stopped:");
        assertThat(mirrored()).isEqualTo(all());
    }

    /**
     * An authorizer leaves transactional ids out of an answer without a word; and without the right to write markers all is
     * mirrored, as {@link GapRightsIT} shows.
     */
    static List<Needed> rights() {
        return MirrorRights.all().stream()
                .filter(right -> right.on() != Needed.On.TRANSACTIONS)
                .filter(right -> right.on() != Needed.On.CLUSTER || right.operation() != AclOperation.ALTER)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rights")
    void shouldNameWhatIsMissingWhenOneRightIsTaken(Needed taken) throws Exception {
        assertNamed(taken);
    }

    private void assertNamed(Needed taken) throws Exception {
        // Given
        sites.grant(MirrorRights.all().stream()
                .filter(right -> !right.equals(taken))
                .toList());

        // When
        CliRun run = mirror();

        // Then
        String side = taken.side() == Side.SOURCE ? "east" : "west";
        String other = taken.side() == Side.SOURCE ? "west" : "east";
        String type = taken.on().type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        assertThat(run.err().replace("\n  ", "; "))
                .as(run.toString())
                .containsPattern("cluster " + side + " \\(.* could not .*" + taken.operation() + " on " + type)
                .doesNotContain("cluster " + other + " (", "principal of " + other)
                .doesNotContain("unexpected", "Exception", "pa55word");
        if (taken.stands() == Stands.ALL) {
            run.expect(ExitCode.UNAUTHORISED);
            assertThat(run.err().lines().filter(line -> !line.startsWith("  ")))
                    .as(run.toString())
                    .hasSize(1);
        } else {
            run.expect(ExitCode.INCOMPLETE);
            assertThat(mirrored()).as(run.toString()).isEqualTo(allBut(taken));
        }
    }

    /** A target without topics and groups, but for those that are to grow and to change. */
    private CliRun mirror() throws Exception {
        KafkaCluster west = sites.west();
        try (Admin admin = west.admin()) {
            Collection<String> names = admin.listTopics().names().get(20, TimeUnit.SECONDS);
            admin.deleteTopics(names).all().get(20, TimeUnit.SECONDS);
            if (new TestData(west).groups().contains(GROUP)) {
                admin.deleteConsumerGroups(List.of(GROUP)).all().get(20, TimeUnit.SECONDS);
            }
            admin.createTopics(List.of(
                            new NewTopic("payments.grown", 1, (short) 1),
                            new NewTopic("payments.changed", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        return CliRun.in(
                Path.of("").toAbsolutePath(),
                sites.environment(),
                "mirror",
                "--once",
                "-c",
                sites.config().toString());
    }

    // ---- what came over, as topics that have all their records once, where they have to be

    private Set<String> mirrored() throws Exception {
        Map<String, List<String>> originals = records(sites.east());
        Map<String, List<String>> copies = records(sites.west());
        return all().stream()
                .filter(topic -> originals.get(topic).equals(copies.get(topic)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The records of partition 0 by topic, with their offsets where those are preserved. */
    private static Map<String, List<String>> records(KafkaCluster cluster) throws Exception {
        Set<String> names = new HashSet<>(all());
        try (Admin admin = cluster.admin()) {
            names.retainAll(admin.listTopics().names().get(20, TimeUnit.SECONDS));
        }
        Map<String, List<String>> records = new HashMap<>();
        names.forEach(topic -> records.put(topic, new ArrayList<>()));
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                cluster.clientProperties("isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions =
                    names.stream().map(topic -> new TopicPartition(topic, 0)).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(read -> records.get(read.topic())
                                .add((read.topic().equals(MAPPED) ? "" : read.offset() + " ") + read.value()));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return records;
    }

    private static Set<String> all() {
        return Set.of(
                "orders", "payments.plain", "payments.balances", "payments.late", "payments.grown", "payments.changed");
    }

    private static Set<String> allBut(Needed taken) {
        if (taken.stands() == Stands.FUNCTION) {
            return all();
        }
        return switch (taken.on() + " " + taken.operation()) {
            case "TOPICS DELETE" -> without("payments.late");
            case "TOPICS ALTER" -> all();
            case "TOPICS CREATE" -> Set.of("payments.grown", "payments.changed");
            case "OWN_TRANSACTIONS WRITE" -> without("payments.balances");
            default -> Set.of();
        };
    }

    private static Set<String> without(String topic) {
        return all().stream().filter(name -> !name.equals(topic)).collect(Collectors.toUnmodifiableSet());
    }
}
