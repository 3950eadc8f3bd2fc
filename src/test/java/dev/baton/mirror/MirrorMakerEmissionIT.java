package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.config.Following;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.ForeignMirrorReader;
import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.apache.kafka.connect.mirror.formatters.CheckpointFormatter;
import org.apache.kafka.connect.mirror.formatters.HeartbeatFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MirrorMaker 2's own classes read what Baton writes for them; Baton does not take it for MirrorMaker 2's. */
@WithClusters
class MirrorMakerEmissionIT {
    private static final Following EMITTING =
            new Following(true, Following.CONFIGS_EXCLUDE_DEFAULT, false, GroupsConsistency.GROUP, true, true, ".");

    private final KafkaCluster east;
    private final KafkaCluster west;

    MirrorMakerEmissionIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldBeReadByMirrorMakersOwnClassesAndNotBeTakenForItWhenCheckpointsAndHeartbeatsAreEmitted()
            throws Exception {
        // Given
        TopicPartition p = new TopicPartition("orders", 0);
        fill(p);
        commit("shop", p, new OffsetAndMetadata(42, "half way"));
        Map<String, Object> properties = west.clientProperties();

        // When
        try (RunningMirror mirror = RunningMirror.start(flow("origin", "west"), east, west)) {
            // Then
            TopicPartition there = new TopicPartition("origin.orders", 0);
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(RemoteClusterUtils.translateOffsets(
                                    properties, "origin", "shop", Duration.ofSeconds(5)))
                            .isEqualTo(Map.of(there, new OffsetAndMetadata(42, "half way"))));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(RemoteClusterUtils.upstreamClusters(properties))
                            .contains("origin"));
            assertThat(RemoteClusterUtils.replicationHops(properties, "origin")).isEqualTo(1);
            assertThat(RemoteClusterUtils.checkpointTopics(properties)).contains("origin.checkpoints.internal");
            commit("shop", p, new OffsetAndMetadata(41, ""));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(RemoteClusterUtils.translateOffsets(
                                    properties, "origin", "shop", Duration.ofSeconds(5)))
                            .isEqualTo(Map.of(there, new OffsetAndMetadata(41, ""))));
        }
        assertThat(formatted(new CheckpointFormatter(), "origin.checkpoints.internal"))
                .contains("consumerGroupId=shop", "upstreamOffset=42", "downstreamOffset=42", "metadata=half way");
        assertThat(formatted(new HeartbeatFormatter(), "origin.heartbeats"))
                .contains("sourceClusterAlias=origin", "targetClusterAlias=west");
        assertThat(seenByBaton("origin")).isEqualTo(ForeignMirror.NONE);
    }

    @Test
    @Tag("long")
    void shouldRefuseWhenAMirrorMakerOfTheFlowLives() throws Exception {
        // Given
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, Map.of("east->west.topics", "none"))) {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                try (Admin admin = west.admin()) {
                    return admin.listGroups().all().get(20, TimeUnit.SECONDS).stream()
                            .anyMatch(group -> group.groupId().equals("east-mm2"));
                }
            });

            // Then
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(() -> RunningMirror.once(flow("east", "west"), east, west))
                            .isInstanceOfSatisfying(BatonException.class, refusal -> {
                                assertThat(refusal.kind()).isEqualTo(FailureKind.REFUSED);
                                assertThat(refusal).hasMessageContaining("MirrorMaker 2 from east to west runs");
                            }));
        }
    }

    @Test
    void shouldPutGroupsAtTheRightRecordBesideMirrorMakerWhenOnlyGroupsAreCarriedOver() throws Exception {
        // Given
        TopicPartition p = new TopicPartition("copied", 0);
        create(p);
        transactions(p, 60);
        FlowConfig beside = new FlowConfig(
                "east",
                "west",
                new NameFilter(List.of("copied"), List.of()),
                new NameFilter(List.of("reader"), List.of()),
                TopicNaming.prefixed("east", "."),
                OffsetsMode.AUTO,
                (short) 1);
        Map<String, String> settings = Map.of("east->west.topics", "copied", "sync.group.offsets.enabled", "false");
        try (MirrorMaker2 peer = MirrorMaker2.start(east, west, settings)) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> values(west, "east.copied").size() == 300);
            commit("reader", p, new OffsetAndMetadata(offsetOf(east, "copied", "r17"), "mine"));
            try (RunningMirror mirror = RunningMirror.groupsOnly(beside, east, west)) {
                for (String next : List.of("r17", "r205", "r100", "r101")) {
                    // When
                    commit("reader", p, new OffsetAndMetadata(offsetOf(east, "copied", next), "mine"));

                    // Then
                    long expected = offsetOf(west, "east.copied", next);
                    await().atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(committed("reader"))
                                    .isEqualTo(Map.of(
                                            new TopicPartition("east.copied", 0),
                                            new OffsetAndMetadata(expected, "mine"))));
                }
                assertThat(offsetOf(east, "copied", "r101")).isGreaterThan(offsetOf(west, "east.copied", "r101"));
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> values(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .raw(topic).stream()
                        .map(read -> new String(read.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static long offsetOf(KafkaCluster cluster, String topic, String value) {
        return new ClusterLog(cluster.bootstrap())
                .raw(topic).stream()
                        .filter(read -> new String(read.value(), StandardCharsets.UTF_8).equals(value))
                        .findFirst()
                        .orElseThrow()
                        .offset();
    }

    /** Five records each, whose markers make the offsets differ between the clusters. */
    private void transactions(TopicPartition p, int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", "copied-tx"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int t = 0; t < count; t++) {
                producer.beginTransaction();
                for (int i = 0; i < 5; i++) {
                    byte[] value = ("r" + (t * 5 + i)).getBytes(StandardCharsets.UTF_8);
                    var unused = producer.send(new ProducerRecord<>(p.topic(), 0, null, value));
                }
                producer.commitTransaction();
            }
        }
    }

    private void create(TopicPartition p) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(p.topic(), 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private ForeignMirror seenByBaton(String source) {
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
            return new ForeignMirrorReader(target).read(target.topics().names(), source::equals);
        }
    }

    private String formatted(MessageFormatter formatter, String topic) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            new ClusterLog(west.bootstrap()).raw(topic).forEach(read -> formatter.writeTo(read, out));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static FlowConfig flow(String from, String to) {
        return new FlowConfig(
                        from,
                        to,
                        new NameFilter(List.of("orders"), List.of()),
                        new NameFilter(List.of("shop"), List.of()),
                        TopicNaming.prefixed(from, "."),
                        OffsetsMode.AUTO,
                        (short) 1)
                .following(EMITTING);
    }

    private void fill(TopicPartition p) throws Exception {
        create(p);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(p.topic(), 0, null, new byte[10]))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private void commit(String group, TopicPartition p, OffsetAndMetadata offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(p, offset)).all().get(20, TimeUnit.SECONDS);
        }
    }
}
