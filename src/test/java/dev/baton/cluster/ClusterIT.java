package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateTopics;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

@WithClusters
class ClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final KafkaCluster east;
    private final KafkaCluster pair;

    ClusterIT(
            @Named("east") KafkaCluster east,
            @Named(
                            value = "pair",
                            brokers = 3,
                            with = {"default.replication.factor=1", "broker.session.timeout.ms=3000"})
                    KafkaCluster pair) {
        this.east = east;
        this.pair = pair;
    }

    @Test
    void shouldReadAllCommittedRecordsWhenSomeAreAbortedAndTombstones() {
        // Given
        try (Cluster cluster = connect(east.clientConfig(), Budget.perCall(LIMIT))) {
            cluster.topics().create(new TopicSpec("tx", 1, (short) 1, Map.of("cleanup.policy", "compact")));
            transaction("tx", true, "a");
            transaction("tx", false, "b");
            try (TopicWriter writer = cluster.records().writer("tx")) {
                writer.write(bytes("c"), null);
            }
            List<Long> offsets = new ArrayList<>();
            // When
            boolean found = cluster.records().readToEnd("tx", record -> offsets.add(record.offset()));
            // Then
            assertThat(found).isTrue();
            assertThat(offsets).containsExactly(0L, 4L);
            assertThat(cluster.records().readToEnd("none", record -> offsets.add(-1L)))
                    .isFalse();
            assertThat(offsets).hasSize(2);
        }
    }

    @Test
    void shouldReadBoundedRangesWhenAskedForOffsets() {
        // Given
        try (Cluster cluster = connect(east.clientConfig(), Budget.total(LIMIT))) {
            cluster.topics().create(new TopicSpec("plain", 2, (short) 1, Map.of()));
            try (TopicWriter writer = cluster.records().writer("plain")) {
                for (int i = 0; i < 10; i++) {
                    writer.send(1, bytes("k" + i), bytes("v" + i));
                }
                writer.flush();
            }
            TopicPartition partition = new TopicPartition("plain", 1);
            try (RecordReader reader = cluster.records().open(Isolation.UNCOMMITTED)) {
                // When
                List<KafkaRecord> middle = reader.read(partition, 3, 8, 2);
                // Then
                assertThat(middle).extracting(KafkaRecord::offset).containsExactly(3L, 4L);
                assertThat(reader.read(partition, 8, 99, 50)).hasSize(2);
                assertThat(reader.read(partition, 10, 99, 50)).isEmpty();
            }
        }
    }

    @Test
    @Trap({"31", "32"})
    void shouldKeepMetadataAndNoEpochWhenCommitting() {
        // Given
        try (Cluster cluster = connect(east.clientConfig(), Budget.perCall(LIMIT))) {
            cluster.topics().create(new TopicSpec("orders", 1, (short) 1, Map.of()));
            TopicPartition partition = new TopicPartition("orders", 0);
            // When
            var outcome = cluster.groups().commit("billing", Map.of(partition, new CommittedOffset(7, "note", 3)));
            var committed = cluster.groups().committed(List.of("billing", "nobody"));
            // Then
            assertThat(outcome.get(partition)).isInstanceOf(Outcome.Known.class);
            assertThat(committed.get("billing").orThrow()).isEqualTo(Map.of(partition, CommittedOffset.of(7, "note")));
            assertThat(committed.get("nobody").orThrow()).isEmpty();
            assertThat(cluster.groups().list("billing"::equals)).containsOnlyKeys("billing");
            assertThat(cluster.groups()
                            .deleteOffsets(Map.of("billing", Set.of(partition)))
                            .get(new GroupPartition("billing", partition)))
                    .isInstanceOf(Outcome.Known.class);
        }
    }

    @Test
    @Trap("23")
    void shouldRefuseAndNameTheMembersWhenGroupIsActive() {
        // Given
        try (Cluster cluster = connect(east.clientConfig(), Budget.perCall(LIMIT));
                var member = new KafkaConsumer<>(
                        east.clientProperties("group.id", "busy", "group.instance.id", "pod-0", "client.id", "app"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            cluster.topics().create(new TopicSpec("busy-topic", 1, (short) 1, Map.of()));
            member.subscribe(List.of("busy-topic"));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }
            TopicPartition partition = new TopicPartition("busy-topic", 0);
            // When
            var outcome = cluster.groups().commit("busy", Map.of(partition, CommittedOffset.of(0, "")));
            GroupDescription busy =
                    cluster.groups().describe(List.of("busy")).get("busy").orThrow();
            // Then
            assertThat(outcome.get(partition))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo(FailureKind.REFUSED));
            assertThat(busy.isActive()).isTrue();
            assertThat(busy.members())
                    .extracting(GroupDescription.Member::instanceId)
                    .containsExactly("pod-0");
        }
    }

    @Test
    @Trap("b")
    void shouldAnswerForTheOthersWhenOnePartitionHasNoLeader() {
        // Given
        try (Cluster cluster = connect(pair.clientConfig(), Budget.perCall(LIMIT))) {
            cluster.topics().create(new TopicSpec("spread", 3, (short) 1, Map.of()));
            pair.kill(2);
        }
        List<TopicPartition> partitions = List.of(
                new TopicPartition("spread", 0),
                new TopicPartition("spread", 1),
                new TopicPartition("spread", 2),
                new TopicPartition("absent", 0));
        try (Cluster cluster = connect(pair.clientConfig(), Budget.total(LIMIT))) {
            long start = System.nanoTime();
            // When
            Map<TopicPartition, Outcome<Long>> ends = cluster.offsets().logEnd(partitions);
            // Then
            assertThat(ends.values().stream().filter(Outcome.Known.class::isInstance))
                    .hasSize(2);
            assertThat(ends).hasSize(4);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(cluster.offsets().atTime(Map.of(partitions.get(0), 0L))).hasSize(1);
        }
    }

    @Test
    @Trap("b")
    void shouldReadWhatIsLedAndTheOffsetMapOfItsPartitionsWhenSomeHaveNoLeader() {
        // Given
        FlowState flow = flowOfEveryShard();
        try (Cluster cluster = connect(pair.clientConfig(), Budget.perCall(LIMIT))) {
            StateTopics.create(cluster, flow.source(), (short) 1);
            pair.kill(2);
        }
        awaitPartitionWithoutLeader(InternalTopics.offsetMap(flow.source()));
        try (Cluster cluster = connect(pair.clientConfig(), Budget.total(LIMIT))) {
            long start = System.nanoTime();

            // When
            Map<TopicPartition, BatonException> unread =
                    cluster.records().readWhereLed(InternalTopics.offsetMap(flow.source()), record -> {});
            Map<TopicPartition, Outcome<OffsetMap>> maps = new MapReader(cluster).read(flow);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(unread).isNotEmpty().hasSizeLessThan(InternalTopics.SHARDS);
            maps.forEach((partition, outcome) -> {
                int shard = InternalTopics.shardOf(partition.topic(), partition.partition());
                boolean led = !unread.containsKey(new TopicPartition(InternalTopics.offsetMap(flow.source()), shard));
                assertThat(outcome)
                        .as(partition.toString())
                        .isInstanceOf(led ? Outcome.Known.class : Outcome.Failed.class);
            });
        }
    }

    private void awaitPartitionWithoutLeader(String topic) {
        try (Admin admin = pair.admin()) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> admin
                            .describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(5, TimeUnit.SECONDS)
                            .get(topic)
                            .partitions()
                            .stream()
                            .anyMatch(partition -> partition.leader() == null
                                    || partition.leader().isEmpty()));
        }
    }

    private static FlowState flowOfEveryShard() {
        Map<TopicPartition, Mark> marks = new HashMap<>();
        Instant now = Instant.now();
        for (int i = 0; i < InternalTopics.SHARDS; i++) {
            marks.put(
                    new TopicPartition("orders", i),
                    new Mark("orders", i, "orders", "i", "j", Mark.Mode.PRESERVED, 8, 8, 8, 0, 0, 9L, 9L, 5L, now));
        }
        return new FlowState("unled", null, marks, List.of(), Map.of(), SwitchedGeneration.NONE, 0);
    }

    @Test
    @Trap("a")
    void shouldCostItsDeadlineOnceWhenPausedOrGone() {
        // Given
        east.pause();
        ClusterConfig gone = new ClusterConfig("gone", Map.of("bootstrap.servers", "127.0.0.1:1"));
        for (ClusterConfig config : List.of(east.clientConfig(), gone)) {
            try (Cluster cluster = connect(config, Budget.total(Duration.ofSeconds(2)))) {
                long start = System.nanoTime();
                // When
                BatonException first = failure(cluster::clusterId);
                BatonException second = failure(() -> cluster.groups().list(group -> true));
                BatonException third = failure(() -> cluster.records().readToEnd("t", record -> {}));
                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(3_500));
                assertThat(first.kind()).isEqualTo(FailureKind.UNREACHABLE);
                assertThat(first).hasMessageContaining(config.alias()).hasMessageContaining("127.0.0.1");
                assertThat(second.kind()).isEqualTo(FailureKind.UNREACHABLE);
                assertThat(third.kind()).isEqualTo(FailureKind.UNREACHABLE);
            }
        }
    }

    @Test
    void shouldTellAWrongAddressFromALostName() {
        // Given
        ClusterConfig malformed = new ClusterConfig("typo", Map.of("bootstrap.servers", "east-9092"));
        ClusterConfig lost = new ClusterConfig("lost", Map.of("bootstrap.servers", "no-such-host.invalid:9092"));
        try (Cluster first = connect(malformed, Budget.total(LIMIT));
                Cluster second = connect(lost, Budget.total(LIMIT))) {
            // When
            BatonException wrong = failure(first::clusterId);
            BatonException unresolved = failure(second::clusterId);
            // Then
            assertThat(wrong.kind()).isEqualTo(FailureKind.USAGE);
            assertThat(unresolved.kind()).isEqualTo(FailureKind.UNREACHABLE);
            assertThat(unresolved).hasMessageContaining("does not resolve");
        }
    }

    @Test
    void shouldAnswerPerTopicWhenCreatingAndConfiguring() {
        // Given
        TopicSpec spec = new TopicSpec("configured", 2, (short) 1, Map.of("retention.ms", "1000"));
        try (Cluster cluster = connect(east.clientConfig(), Budget.perCall(LIMIT))) {
            // When
            boolean created = cluster.topics().create(spec);
            boolean again = cluster.topics().create(spec);
            cluster.configs().alter("configured", Map.of("segment.ms", "60000"), List.of("retention.ms"));
            cluster.topics().addPartitions("configured", 3);
            // Then
            assertThat(created).isTrue();
            assertThat(again).isFalse();
            assertThat(cluster.configs()
                            .overrides(List.of("configured"))
                            .get("configured")
                            .orThrow())
                    .isEqualTo(Map.of("segment.ms", "60000"));
            assertThat(cluster.topics().find("configured").map(TopicInfo::partitions))
                    .contains(3);
            assertThat(cluster.topics().find("absent")).isEqualTo(Optional.empty());
            assertThat(cluster.configs().broker()).containsKey("offsets.retention.minutes");
        }
    }

    private void transaction(String topic, boolean commit, String key) {
        try (var producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", "t-" + key),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>(topic, bytes(key), bytes("value")));
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static BatonException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(BatonException.class, call);
    }

    private static Cluster connect(ClusterConfig config, Budget budget) {
        return Cluster.connect(config, budget, "test");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
