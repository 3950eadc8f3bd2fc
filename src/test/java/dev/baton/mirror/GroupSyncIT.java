package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.FlowConfig;
import dev.baton.config.Following;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithClusters
class GroupSyncIT {
    private static final int RECORDS = 1_000;

    /** From the commit on the source to the commit on the target. */
    private static final Duration CARRIED = Duration.ofSeconds(2);

    private static final Duration START = Duration.ofSeconds(40);

    private final KafkaCluster east;
    private final KafkaCluster west;

    GroupSyncIT(
            @Named("east") KafkaCluster east,
            @Named(
                            value = "west",
                            with = {"offsets.retention.minutes=1", "offsets.retention.check.interval.ms=3000"})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Trap({"32", "35"})
    void shouldCarryCommitsOverWithinTwoSecondsForwardsAndBackwardsWithMetadata() throws Exception {
        // Given
        TopicPartition p = topic("moves");
        commit(east, "moves-0", p, 1, "");
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("moves", "moves-.*"), east, west)) {
            await().atMost(START).until(() -> committed(west, "moves-0").containsKey(p));
            for (long offset : List.of(700L, 300L, 301L)) {
                // When
                Map<String, Map<TopicPartition, OffsetAndMetadata>> commits = new HashMap<>();
                for (int g = 0; g < 100; g++) {
                    commits.put("moves-" + g, Map.of(p, new OffsetAndMetadata(offset, Optional.of(0), "note " + g)));
                }
                commit(east, commits);

                // Then
                await().atMost(CARRIED).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                    for (int g : List.of(0, 50, 99)) {
                        assertThat(committed(west, "moves-" + g))
                                .isEqualTo(Map.of(p, new OffsetAndMetadata(offset, Optional.empty(), "note " + g)));
                    }
                });
            }
        }
    }

    @Test
    void shouldCarryCommitsOverOnceBesideAMirrorThatIsSomebodyElses() throws Exception {
        // Given a copy of the records by hand, behind some that were there before
        TopicPartition p = topic("theirs");
        copyBehindOthers("theirs", 13);
        commit(east, "theirs-reader", p, 421, "note");
        String config = Flows.yaml(east.bootstrap(), west.bootstrap(), "topics: theirs, groups: theirs-.*");
        // When
        BatonProcess.Result result =
                BatonProcess.run(Map.of(), config, "mirror", "--groups-only", "--once", "-c", "/dev/stdin");
        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(committed(west, "theirs-reader")).isEqualTo(Map.of(p, new OffsetAndMetadata(434, "note")));
    }

    private void copyBehindOthers(String topic, int others) throws Exception {
        try (Admin admin = west.admin();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        west.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
            for (int i = 0; i < others; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) i}))
                        .get(20, TimeUnit.SECONDS);
            }
            for (var record : new ClusterLog(east.bootstrap()).raw(topic)) {
                producer.send(new ProducerRecord<>(topic, 0, record.timestamp(), record.key(), record.value()))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** The old cluster came back, and with it its consumers, while the applications run on the other one. */
    @Test
    @Trap("35")
    void shouldLeaveForeignProgressAloneWhenOldConsumersGoOnAtAHealedSource() throws Exception {
        // Given
        TopicPartition p = topic("foreign");
        commit(east, "split", p, 100, "");
        commit(east, "running", p, 100, "");
        commit(east, "running-anew", p, 100, "");
        commit(east, "witness", p, 100, "");
        try (RunningMirror mirror =
                RunningMirror.start(Flows.eastToWest("foreign", "split|running.*|witness"), east, west)) {
            await().atMost(START)
                    .untilAsserted(() ->
                            assertThat(committed(west, "running-anew")).containsEntry(p, new OffsetAndMetadata(100)));
            consume(west, "split", GroupProtocol.CLASSIC, "foreign", 50).close();
            try (KafkaConsumer<byte[], byte[]> alive = consume(west, "running", GroupProtocol.CLASSIC, "foreign", 0);
                    KafkaConsumer<byte[], byte[]> anew =
                            consume(west, "running-anew", GroupProtocol.CONSUMER, "foreign", 0)) {
                // When
                for (String group : List.of("split", "running", "running-anew", "witness")) {
                    commit(east, group, p, 900, "");
                }
                await().atMost(CARRIED)
                        .untilAsserted(() ->
                                assertThat(committed(west, "witness")).containsEntry(p, new OffsetAndMetadata(900)));
                Thread.sleep(3_000);

                // Then
                assertThat(committed(west, "split").get(p).offset()).isEqualTo(150);
                for (String group : List.of("running", "running-anew")) {
                    assertThat(committed(west, group).get(p).offset()).as(group).isEqualTo(100);
                }
                assertThat(alive.assignment()).containsExactly(p);
                assertThat(anew.assignment()).containsExactly(p);
            }
            // who has left no progress behind holds nothing up
            await().atMost(START).untilAsserted(() -> {
                for (String group : List.of("running", "running-anew")) {
                    assertThat(committed(west, group).get(p).offset()).as(group).isEqualTo(900);
                }
            });
        }
    }

    @Tag("long")
    @Test
    @Trap("34")
    void shouldKeepAQuietGroupsCommitPastTheTargetsRetentionAndAVanishedGroupsUntilThen() throws Exception {
        // Given
        TopicPartition p = topic("quiet");
        commit(east, "quiet-one", p, 321, "kept");
        commit(east, "vanished", p, 5, "");
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("quiet", "quiet-one|vanished"), east, west)) {
            await().atMost(START)
                    .until(() -> committed(west, "vanished").containsKey(p)
                            && committed(west, "quiet-one").containsKey(p));

            // When
            try (Admin admin = east.admin()) {
                admin.deleteConsumerGroups(List.of("vanished")).all().get(20, TimeUnit.SECONDS);
            }
            Thread.sleep(5_000);
            assertThat(committed(west, "vanished").get(p).offset()).isEqualTo(5);

            // Then
            await().during(Duration.ofSeconds(70))
                    .atMost(Duration.ofSeconds(80))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(committed(west, "quiet-one"))
                            .isEqualTo(Map.of(p, new OffsetAndMetadata(321, "kept"))));
        }
        assertThat(committed(west, "vanished")).isEmpty();
    }

    @Test
    void shouldHoldCommitsUntilTheWholeFlowIsCoveredWhenConsistencyIsFlow() throws Exception {
        // Given
        TopicPartition in = topic("app.in");
        topic("app.out");
        create(west, "app.out");
        produce(west, "app.out", 1);
        commit(east, "app", in, 500, "");
        FlowConfig flow = whole("east", "app\\..*", "app", TopicNaming.IDENTITY, 1);
        try (RunningMirror mirror = RunningMirror.start(flow, east, west)) {
            await().atMost(START).ignoreExceptions().until(() -> end(west, in) == RECORDS);
            Thread.sleep(3_000);
            assertThat(committed(west, "app")).isEmpty();

            // When
            try (Admin admin = west.admin()) {
                admin.deleteTopics(List.of("app.out")).all().get(20, TimeUnit.SECONDS);
            }

            // Then
            await().atMost(START)
                    .untilAsserted(
                            () -> assertThat(committed(west, "app")).containsEntry(in, new OffsetAndMetadata(500)));
            assertThat(end(west, new TopicPartition("app.out", 0))).isEqualTo(RECORDS);
        }
    }

    @Test
    void shouldHoldCommitsWhileATopicOfTheFlowIsNotMirroredAtAllWhenConsistencyIsFlow() throws Exception {
        // Given an output that cannot be created on a cluster of one broker
        TopicPartition in = topic("bound.in");
        RunningMirror.once(whole("east", "bound\\..*", "none", TopicNaming.IDENTITY, 1), east, west);
        topic("bound.out");
        commit(east, "bound", in, 500, "");
        FlowConfig flow = whole("east", "bound\\..*", "bound", TopicNaming.IDENTITY, 3);
        try (RunningMirror mirror = RunningMirror.start(flow, east, west)) {
            await().atMost(START).until(() -> !mirror.view().topics().isEmpty());
            Thread.sleep(3_000);
            assertThat(committed(west, "bound")).isEmpty();

            // When
            create(west, "bound.out");

            // Then
            await().atMost(START)
                    .untilAsserted(
                            () -> assertThat(committed(west, "bound")).containsEntry(in, new OffsetAndMetadata(500)));
            assertThat(end(west, new TopicPartition("bound.out", 0))).isEqualTo(RECORDS);
        }
    }

    @Test
    void shouldNotHoldCommitsForCopiesOfTheTargetsTopicsWhenConsistencyIsFlow() throws Exception {
        // Given
        TopicPartition in = topic("there.in");
        topic("west.there");
        commit(east, "there", in, 500, "");
        FlowConfig flow = whole("blue", "there.in|west.there", "there", TopicNaming.prefixed("blue", "."), 1);
        // When
        try (RunningMirror mirror = RunningMirror.start(flow, east, west)) {
            // Then
            await().atMost(START)
                    .untilAsserted(() -> assertThat(committed(west, "there"))
                            .containsEntry(new TopicPartition("blue.there.in", 0), new OffsetAndMetadata(500)));
        }
    }

    /** A flow of which commits wait for all that it had. */
    private static FlowConfig whole(
            String from, String topics, String group, TopicNaming naming, int replicationFactor) {
        Following whole = new Following(true, List.of(), false, GroupsConsistency.FLOW, false, false, ".");
        return new FlowConfig(
                        from,
                        "west",
                        new NameFilter(List.of(topics), List.of()),
                        new NameFilter(List.of(group), List.of()),
                        naming,
                        OffsetsMode.AUTO,
                        (short) replicationFactor)
                .following(whole);
    }

    /** A group belongs to one process, its partitions to both; the target has records of its own in front. */
    @Test
    void shouldCarryCommitsOverWhenPartitionsBelongToAnotherProcess() throws Exception {
        // Given
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> expected = new HashMap<>();
        // names that end in letters that follow each other are of different shards, and of two processes each has
        // half of the shards, whichever: so neither can have all of these
        for (int t = 0; t <= InternalTopics.SHARDS / 2; t++) {
            TopicPartition p = topic("shared-" + (char) ('a' + t));
            create(west, p.topic());
            produce(west, p.topic(), 7);
            commits.put(p, new OffsetAndMetadata(100 + t));
        }
        FlowConfig flow = Flows.eastToWest("shared-.*", "sharing-.*", OffsetsMode.MAP);
        try (RunningMirror one = RunningMirror.start(flow, east, west);
                RunningMirror two = RunningMirror.start(flow, east, west)) {
            await().atMost(START).ignoreExceptions().until(() -> isMirrored(commits.keySet(), RECORDS + 7));
            await().atMost(START)
                    .until(() -> Stream.of(one, two)
                            .noneMatch(mirror -> mirror.view().topics().isEmpty()));

            for (TopicPartition p : commits.keySet()) {
                // markers of a takeover can lie in front: the record tells the offset
                int next = 7 + (int) commits.get(p).offset();
                long there = new ClusterLog(west.bootstrap())
                        .raw(p.topic())
                        .get(next)
                        .offset();
                expected.put(p, new OffsetAndMetadata(there));
            }

            // When
            for (String group : List.of("sharing-a", "sharing-b", "sharing-c")) {
                commit(east, Map.of(group, commits));
            }

            // Then
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                for (String group : List.of("sharing-a", "sharing-b", "sharing-c")) {
                    assertThat(committed(west, group)).isEqualTo(expected);
                }
            });
            assertThat(List.of(one.stop().partitions(), two.stop().partitions()))
                    .as("partitions of each process")
                    .doesNotContain(0);
        }
    }

    @Test
    void shouldLeaveWhatItPutThereWhenTheSourcesTopicIsMadeAnew() throws Exception {
        // Given
        TopicPartition p = topic("anew");
        TopicPartition other = topic("anew-not");
        commit(east, "anew-ahead", p, 900, "");
        commit(east, "anew-behind", p, 300, "");
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("anew.*", "anew-.*"), east, west)) {
            await().atMost(START).untilAsserted(() -> {
                assertThat(committed(west, "anew-ahead")).containsEntry(p, new OffsetAndMetadata(900));
                assertThat(committed(west, "anew-behind")).containsEntry(p, new OffsetAndMetadata(300));
            });
            // When
            remake(east, p, RECORDS);
            commit(east, "anew-ahead", p, 10, "");
            commit(east, "anew-behind", p, 800, "");
            commit(east, "anew-witness", other, 500, "");
            await().atMost(CARRIED)
                    .untilAsserted(() -> assertThat(committed(west, "anew-witness"))
                            .containsEntry(other, new OffsetAndMetadata(500)));
            // Then, and also when the mirror has looked at the topics again
            await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
                assertThat(committed(west, "anew-ahead").get(p).offset()).isEqualTo(900);
                assertThat(committed(west, "anew-behind").get(p).offset()).isEqualTo(300);
            });
        }
    }

    @Test
    void shouldCommitNothingForATopicThatIsMadeAnewOnTheTarget() throws Exception {
        // Given
        TopicPartition p = topic("lost");
        TopicPartition other = topic("lost-not");
        commit(east, "lost-reader", p, 900, "");
        try (RunningMirror mirror = RunningMirror.start(Flows.eastToWest("lost.*", "lost-.*"), east, west)) {
            await().atMost(START)
                    .untilAsserted(() ->
                            assertThat(committed(west, "lost-reader")).containsEntry(p, new OffsetAndMetadata(900)));
            // When
            try (Admin admin = west.admin()) {
                admin.deleteTopics(List.of("lost")).all().get(20, TimeUnit.SECONDS);
            }
            await().atMost(START).ignoreExceptions().until(() -> end(west, p) == 0);
            commit(east, "lost-reader", p, 950, "");
            commit(east, "lost-witness", other, 500, "");
            await().atMost(CARRIED)
                    .untilAsserted(() -> assertThat(committed(west, "lost-witness"))
                            .containsEntry(other, new OffsetAndMetadata(500)));
            // Then
            assertThat(committed(west, "lost-reader")).isEmpty();
        }
    }

    /** The topic is deleted, and made anew with as many records. */
    private static void remake(KafkaCluster cluster, TopicPartition p, int records) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.deleteTopics(List.of(p.topic())).all().get(20, TimeUnit.SECONDS);
            await().atMost(START).until(() -> !admin.listTopics().names().get().contains(p.topic()));
        }
        create(cluster, p.topic());
        produce(cluster, p.topic(), records);
    }

    private boolean isMirrored(Iterable<TopicPartition> partitions, long end) throws Exception {
        for (TopicPartition partition : partitions) {
            if (end(west, partition) < end) {
                return false;
            }
        }
        return true;
    }

    // ----

    private TopicPartition topic(String name) throws Exception {
        create(east, name);
        produce(east, name, RECORDS);
        return new TopicPartition(name, 0);
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void produce(KafkaCluster cluster, String topic, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            // no two alike: content cannot tell records of one millisecond apart that are
            producer.send(new ProducerRecord<>(topic, 0, null, value(0))).get(20, TimeUnit.SECONDS);
            for (int i = 1; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value(i)));
            }
        }
    }

    private static byte[] value(int number) {
        return ByteBuffer.allocate(10).putInt(number).array();
    }

    private static void commit(KafkaCluster cluster, String group, TopicPartition p, long offset, String metadata)
            throws Exception {
        commit(cluster, Map.of(group, Map.of(p, new OffsetAndMetadata(offset, metadata))));
    }

    private static void commit(KafkaCluster cluster, Map<String, Map<TopicPartition, OffsetAndMetadata>> commits)
            throws Exception {
        try (Admin admin = cluster.admin()) {
            List<KafkaFuture<Void>> done = commits.entrySet().stream()
                    .map(e -> admin.alterConsumerGroupOffsets(e.getKey(), e.getValue())
                            .all())
                    .toList();
            KafkaFuture.allOf(done.toArray(KafkaFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(KafkaCluster cluster, String group)
            throws Exception {
        try (Admin admin = cluster.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static long end(KafkaCluster cluster, TopicPartition p) throws Exception {
        try (Admin admin = cluster.admin()) {
            return admin.listOffsets(Map.of(p, OffsetSpec.latest()))
                    .partitionResult(p)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    /** A member of the group that reads and commits so many records, and stays. */
    private static KafkaConsumer<byte[], byte[]> consume(
            KafkaCluster cluster, String group, GroupProtocol protocol, String topic, int records) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.clientProperties(
                        "group.id",
                        group,
                        "group.protocol",
                        protocol.name,
                        "enable.auto.commit",
                        "false",
                        "max.poll.records",
                        Math.max(1, records)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        TopicPartition p = new TopicPartition(topic, 0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
        if (records > 0) {
            consumer.commitSync(Map.of(p, new OffsetAndMetadata(consumer.position(p), Optional.of(0), "")));
        }
        return consumer;
    }
}
