package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.config.FlowConfig;
import dev.baton.config.Following;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.MirrorBeat;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flow carries over beside records: topics, partitions, configs, rights; and what it must not. */
@WithClusters
class FollowIT {
    private static final Duration FOLLOWED = Duration.ofSeconds(10);

    private final KafkaCluster east;
    private final KafkaCluster west;

    FollowIT(
            @Named(
                            value = "east",
                            with = {
                                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                "super.users=User:ANONYMOUS"
                            })
                    KafkaCluster east,
            @Named(
                            value = "west",
                            with = {
                                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                "super.users=User:ANONYMOUS"
                            })
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Trap("22")
    void shouldFollowTopicsPartitionsAndConfigsWithinTenSecondsAndLeaveTheClustersOwnAlone() throws Exception {
        // Given
        create(east, "seed.first", Map.of("retention.ms", "700000"));
        create(east, "seed.strict", Map.of("retention.ms", "700000", "min.insync.replicas", "2"));
        try (RunningMirror mirror = RunningMirror.start(identity("seed.*"), east, west)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> topics(west).containsAll(Set.of("seed.first", "seed.strict")));
            Map<String, String> copied = overrides(west, "seed.strict");
            new TestData(west).configure("seed.strict", "min.insync.replicas", "3");

            // When
            create(east, "seed.second", Map.of("max.message.bytes", "2000000"));
            grow(east, "seed.first", 3);
            new TestData(east).configure("seed.first", "retention.ms", "800000");
            new TestData(east).configure("seed.first", "message.timestamp.type", "LogAppendTime");
            new TestData(east).configure("seed.strict", "retention.ms", "800000");
            produce(east, "seed.first", 2, "after growth");
            produce(east, "seed.second", 0, "new topic");

            // Then
            await().atMost(FOLLOWED).ignoreExceptions().untilAsserted(() -> {
                assertThat(values(west, "seed.first")).containsExactly("after growth");
                assertThat(values(west, "seed.second")).containsExactly("new topic");
                assertThat(overrides(west, "seed.second")).isEqualTo(Map.of("max.message.bytes", "2000000"));
                assertThat(new TestData(west).partitions("seed.first")).isEqualTo(3);
                assertThat(overrides(west, "seed.first")).isEqualTo(Map.of("retention.ms", "800000"));
                assertThat(overrides(west, "seed.strict"))
                        .isEqualTo(Map.of("retention.ms", "800000", "min.insync.replicas", "3"));
            });
            assertThat(copied).isEqualTo(Map.of("retention.ms", "700000"));
        }
    }

    @Test
    @Trap("22")
    void shouldWarnAndMirrorAllThereIsWhenTheTargetHasMorePartitions(@TempDir Path directory) throws Exception {
        // Given
        create(east, "wider.orders", Map.of());
        create(west, "wider.orders", Map.of());
        grow(west, "wider.orders", 2);
        produce(east, "wider.orders", 0, "of one partition");
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "wider.orders")
                .with("groups", "no-group")
                .with("replication.factor", "1");

        // When
        BatonProcess.Result run;
        try (BatonProcess mirror = sites.start("mirror", "--once")) {
            run = mirror.await(Duration.ofSeconds(60));
        }

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .containsOnlyOnce("topic wider.orders has 2 partitions on west and 1 on east:"
                        + " after a switch, records of one key land elsewhere than those before");
        assertThat(values(west, "wider.orders")).containsExactly("of one partition");
        assertThat(new TestData(west).partitions("wider.orders")).isEqualTo(2);
    }

    @Test
    void shouldGrowAndConfigureAnEmptyTopicThatSomebodyCreatedBefore() throws Exception {
        // Given
        create(east, "early.orders", Map.of("retention.ms", "700000"));
        grow(east, "early.orders", 2);
        create(west, "early.orders", Map.of());
        produce(east, "early.orders", 1, "of the second partition");

        // When
        MirrorResult run = RunningMirror.once(identity("early.orders"), east, west);

        // Then
        assertThat(run.isWhole()).as("%s", run).isTrue();
        assertThat(new TestData(west).partitions("early.orders")).isEqualTo(2);
        assertThat(overrides(west, "early.orders")).isEqualTo(Map.of("retention.ms", "700000"));
        assertThat(values(west, "early.orders")).containsExactly("of the second partition");
    }

    /** One of its partitions is empty: what would begin there would make the rest look like a copy. */
    @Test
    void shouldLeaveATopicOfSomebodyElseAsItIs() throws Exception {
        // Given
        create(east, "foreign.orders", Map.of("retention.ms", "700000"));
        grow(east, "foreign.orders", 3);
        produce(east, "foreign.orders", 0, "of east");
        create(west, "foreign.orders", Map.of("retention.ms", "900000"));
        grow(west, "foreign.orders", 2);
        produce(west, "foreign.orders", 1, "of west");
        AclBinding read = right("foreign.orders", PatternType.LITERAL, "User:reader", AclOperation.READ);
        give(east, read);
        Following following = new Following(
                true, Following.CONFIGS_EXCLUDE_DEFAULT, true, Following.DEFAULT.consistency(), false, false, ".");
        FlowConfig flow = identity("foreign.orders").following(following);

        for (int round = 0; round < 2; round++) {
            // When
            MirrorResult run = RunningMirror.once(flow, east, west);

            // Then
            assertThat(run.faults()).extracting(MirrorBeat.Fault::partition).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(run.faults())
                    .allSatisfy(fault -> assertThat(fault.reason())
                            .contains("topic foreign.orders of the target is not empty and Baton did not fill it")
                            .contains("delete it there, or name it in offsets.map"));
            assertThat(overrides(west, "foreign.orders")).isEqualTo(Map.of("retention.ms", "900000"));
            assertThat(new TestData(west).partitions("foreign.orders")).isEqualTo(2);
            assertThat(rights(west)).doesNotContain(read);
            assertThat(values(west, "foreign.orders")).containsExactly("of west");
        }
    }

    @Test
    void shouldLeaveOutTheConfigsThatTheConfigurationNames() throws Exception {
        // Given
        create(east, "kept.topic", Map.of("retention.ms", "700000", "segment.bytes", "2000000"));
        Following following = new Following(
                true, List.of("retention\\..*"), false, Following.DEFAULT.consistency(), false, false, ".");

        // When
        RunningMirror.once(identity("kept.topic").following(following), east, west);

        // Then
        assertThat(overrides(west, "kept.topic")).isEqualTo(Map.of("segment.bytes", "2000000"));
    }

    @Test
    void shouldGiveRightsOnMirroredTopicsWriteIncludedAndTakeNoneAway() throws Exception {
        // Given
        create(east, "acl.orders", Map.of());
        AclBinding write = right("acl.orders", PatternType.LITERAL, "User:shop", AclOperation.WRITE);
        AclBinding read = right("acl.", PatternType.PREFIXED, "User:audit", AclOperation.READ);
        AclBinding all = right("*", PatternType.LITERAL, "User:boss", AclOperation.DESCRIBE);
        AclBinding internal = right("__consumer_offsets", PatternType.LITERAL, "User:spy", AclOperation.READ);
        AclBinding local = right("west.only", PatternType.LITERAL, "User:local", AclOperation.READ);
        give(east, write, read, all, internal);
        give(west, local);
        Following following = new Following(
                true, Following.CONFIGS_EXCLUDE_DEFAULT, true, Following.DEFAULT.consistency(), false, false, ".");

        // When
        RunningMirror.once(identity("acl.*").following(following), east, west);

        // Then
        assertThat(rights(west))
                .containsExactlyInAnyOrder(
                        write,
                        read,
                        local,
                        right("acl.orders", PatternType.LITERAL, "User:boss", AclOperation.DESCRIBE));
    }

    /** The old cluster may come back, and somebody may tidy it up. */
    @Test
    void shouldLeaveAloneWhatASwitchMovedUntilItIsLetGo() throws Exception {
        // Given
        for (String topic : List.of("moved.gone", "moved.orders", "moved.stays")) {
            create(east, topic, Map.of("retention.ms", "700000"));
        }
        Following following = new Following(
                true, Following.CONFIGS_EXCLUDE_DEFAULT, true, Following.DEFAULT.consistency(), false, false, ".");
        FlowConfig flow =
                flow("moving", "west", "moved.*", TopicNaming.IDENTITY).following(following);
        SwitchWord word = new SwitchWord(west, "moving");
        try (RunningMirror mirror = RunningMirror.start(flow, east, west)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> topics(west).contains("moved.stays"));
            word.tell(1, "moved.gone", "moved.orders");

            // When
            new TestData(west).delete("moved.gone");
            new TestData(west).configure("moved.orders", "segment.bytes", "2000000");
            new TestData(east).configure("moved.orders", "retention.ms", "1000");
            grow(east, "moved.orders", 3);
            AclBinding denial = denial("moved.orders", "User:intern", AclOperation.READ);
            give(east, denial);
            awaitTwoRounds("moved.stays");

            // Then
            assertThat(overrides(west, "moved.orders"))
                    .isEqualTo(Map.of("retention.ms", "700000", "segment.bytes", "2000000"));
            assertThat(new TestData(west).partitions("moved.orders")).isEqualTo(1);
            assertThat(named(west, "moved")).containsExactly("moved.orders", "moved.stays");
            assertThat(rights(west)).doesNotContain(denial);

            // When
            word.tell(2);

            // Then
            await().atMost(FOLLOWED).ignoreExceptions().untilAsserted(() -> {
                assertThat(overrides(west, "moved.orders")).isEqualTo(Map.of("retention.ms", "1000"));
                assertThat(new TestData(west).partitions("moved.orders")).isEqualTo(3);
                assertThat(rights(west)).contains(denial);
            });
        }
    }

    /** What the second round read is younger than what was done before. */
    private void awaitTwoRounds(String topic) throws Exception {
        for (String retention : List.of("800000", "900000")) {
            new TestData(east).configure(topic, "retention.ms", retention);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> overrides(west, topic).containsValue(retention));
        }
    }

    @Test
    void shouldMirrorEachTopicOnceEachWayWhenTwoFlowsRunUnderTheDefaultPolicy() throws Exception {
        // Given
        create(east, "loop.orders", Map.of());
        create(west, "loop.orders", Map.of());
        produce(east, "loop.orders", 0, "of blue");
        produce(west, "loop.orders", 0, "of green");
        FlowConfig there = prefixed("blue", "green");
        FlowConfig back = prefixed("green", "blue");

        // When
        for (int round = 0; round < 2; round++) {
            RunningMirror.once(there, east, west);
            RunningMirror.once(back, west, east);
        }

        // Then
        assertThat(named(east, "loop")).containsExactly("green.loop.orders", "loop.orders");
        assertThat(named(west, "loop")).containsExactly("blue.loop.orders", "loop.orders");
        assertThat(values(west, "blue.loop.orders")).containsExactly("of blue");
        assertThat(values(east, "green.loop.orders")).containsExactly("of green");
        assertThat(topics(west)).contains("baton-snapshot.blue.internal");
    }

    /** Trap (d). */
    @Test
    @Trap("d")
    void shouldRefuseWhenTheSameTopicsWouldGoBothWaysUnderTheSameNames() throws Exception {
        // Given
        create(east, "twoway.orders", Map.of());
        produce(east, "twoway.orders", 0, "once");
        RunningMirror.once(identity("twoway.*"), east, west);
        FlowConfig back = flow("west", "east", "twoway.*", TopicNaming.IDENTITY);

        // Then
        assertThatThrownBy(() -> RunningMirror.once(back, west, east))
                .isInstanceOfSatisfying(BatonException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(FailureKind.REFUSED);
                    assertThat(refusal).hasMessageContaining("twoway.orders");
                    assertThat(refusal.remedy()).contains("replication.policy: default");
                });
        assertThat(topics(east)).doesNotContain("baton-snapshot.west.internal");
    }

    // ----

    private static FlowConfig identity(String topics) {
        return flow("east", "west", topics, TopicNaming.IDENTITY);
    }

    private static FlowConfig prefixed(String from, String to) {
        return flow(from, to, ".*loop\\..*", TopicNaming.prefixed(from, "."));
    }

    private static FlowConfig flow(String from, String to, String topics, TopicNaming naming) {
        return new FlowConfig(
                from,
                to,
                new NameFilter(List.of(topics), FlowConfig.topicsExcluded(List.of())),
                new NameFilter(List.of("no-group"), List.of()),
                naming,
                OffsetsMode.AUTO,
                (short) 1);
    }

    private static void create(KafkaCluster cluster, String topic, Map<String, String> configs) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void grow(KafkaCluster cluster, String topic, int partitions) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static Map<String, String> overrides(KafkaCluster cluster, String topic) throws Exception {
        Map<String, String> overrides = new TreeMap<>();
        try (Admin admin = cluster.admin()) {
            admin.describeConfigs(List.of(resource(topic))).all().get(20, TimeUnit.SECONDS).values().stream()
                    .flatMap(config -> config.entries().stream())
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(entry -> overrides.put(entry.name(), entry.value()));
        }
        return overrides;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Set<String> topics(KafkaCluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            return new TreeSet<>(admin.listTopics().names().get(20, TimeUnit.SECONDS));
        }
    }

    private static List<String> named(KafkaCluster cluster, String part) throws Exception {
        return topics(cluster).stream().filter(name -> name.contains(part)).toList();
    }

    private static void produce(KafkaCluster cluster, String topic, int partition, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> values(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .raw(topic).stream()
                        .map(read -> new String(read.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static AclBinding denial(String topic, String principal, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.DENY));
    }

    private static AclBinding right(String topic, PatternType type, String principal, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, type),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    private static void give(KafkaCluster cluster, AclBinding... rights) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createAcls(List.of(rights)).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static Collection<AclBinding> rights(KafkaCluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            return new HashSet<>(
                    admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS));
        }
    }
}
