package dev.baton.bench;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicInfo;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Many groups over many small partitions.
 *
 * @param each how many partitions each group has commits of
 */
record ScaleScene(int groups, int topics, int partitions, int each, int brokers) {
    /** Alias of a source that MirrorMaker 2 mirrored. */
    static final String FOREIGN = "old";

    private static final String CHECKPOINTS = FOREIGN + ".checkpoints.internal";

    private static final int RECORDS = 3;

    /** What a controller takes at once. */
    private static final int PARTITIONS_A_REQUEST = 2_000;

    KafkaCluster start(String name) {
        return KafkaCluster.named(name)
                .brokers(brokers)
                .with("offsets.topic.num.partitions", "50")
                .with("default.replication.factor", "1")
                .with("min.insync.replicas", "1")
                .with("offsets.topic.replication.factor", "1")
                .with("broker.session.timeout.ms", "60000")
                .with("log.index.size.max.bytes", "4096")
                .with("num.io.threads", "8")
                .jvm("-XX:TieredStopAtLevel=4", "-Xmx1500m")
                .start();
    }

    static String configuration(String east, String west) {
        return """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: scale-.*
                """.formatted(east, west);
    }

    void createTopics(KafkaCluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            int atOnce = Math.max(1, PARTITIONS_A_REQUEST / partitions);
            for (int from = 0; from < topics; from += atOnce) {
                List<NewTopic> some = new ArrayList<>();
                for (int t = from; t < Math.min(topics, from + atOnce); t++) {
                    some.add(new NewTopic(topic(t), partitions, (short) 1));
                }
                admin.createTopics(some).all().get(120, TimeUnit.SECONDS);
            }
        }
    }

    void produce(KafkaCluster cluster) throws Exception {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("linger.ms", 200, "batch.size", 300, "delivery.timeout.ms", 300_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int t = 0; t < topics; t++) {
                for (int p = 0; p < partitions; p++) {
                    for (int i = 0; i < RECORDS; i++) {
                        var unused = producer.send(new ProducerRecord<>(topic(t), p, null, new byte[10]));
                    }
                }
            }
            producer.flush();
        }
    }

    void commit(KafkaCluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            List<KafkaFuture<Void>> open = new ArrayList<>();
            for (int g = 0; g < groups; g++) {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                partitionsOf(g)
                        .forEach(partition -> offsets.put(partition, new OffsetAndMetadata(committed(partition))));
                open.add(admin.alterConsumerGroupOffsets(name(g), offsets).all());
                if (open.size() == 1_000) {
                    KafkaFuture.allOf(open.toArray(KafkaFuture[]::new)).get(120, TimeUnit.SECONDS);
                    open.clear();
                }
            }
            KafkaFuture.allOf(open.toArray(KafkaFuture[]::new)).get(120, TimeUnit.SECONDS);
        }
    }

    /** What a mirror leaves on the target: facts, a mark a partition, a snapshot a group. */
    void mirrored(KafkaCluster east, KafkaCluster west) {
        Budget budget = Budget.perCall(Duration.ofMinutes(2));
        try (Cluster target = Cluster.connect(west.clientConfig(), budget, "bench")) {
            StateTopics.create(target, "east", (short) 1);
            Map<String, TopicInfo> there = target.topics().list(name -> name.startsWith("scale-"));
            Map<String, TopicInfo> here = topicsOf(east, budget);
            try (StateWriter writer = new StateWriter(target, "east")) {
                Instant now = Instant.now();
                writer.write(new FlowFacts(
                        "east", "west", idOf(east, budget), target.clusterId(), "", InternalTopics.SHARDS, 1, 2, now));
                for (TopicInfo topic : there.values()) {
                    String sourceId = here.get(topic.name()).id();
                    List<Mark> marks = new ArrayList<>();
                    for (int p = 0; p < partitions; p++) {
                        marks.add(mark(topic, p, sourceId, now));
                    }
                    writer.write(marks);
                }
                List<GroupSnapshot> snapshots = new ArrayList<>();
                for (int g = 0; g < groups; g++) {
                    snapshots.add(snapshot(g, now));
                }
                writer.write(snapshots);
            }
        }
    }

    private static Map<String, TopicInfo> topicsOf(KafkaCluster cluster, Budget budget) {
        try (Cluster asked = Cluster.connect(cluster.clientConfig(), budget, "bench")) {
            return asked.topics().list(name -> name.startsWith("scale-"));
        }
    }

    private static String idOf(KafkaCluster cluster, Budget budget) {
        try (Cluster asked = Cluster.connect(cluster.clientConfig(), budget, "bench")) {
            return asked.clusterId();
        }
    }

    private static Mark mark(TopicInfo topic, int partition, String sourceId, Instant now) {
        return new Mark(
                topic.name(),
                partition,
                topic.name(),
                sourceId,
                topic.id(),
                Mark.Mode.PRESERVED,
                RECORDS,
                RECORDS,
                RECORDS,
                0,
                0,
                (long) RECORDS,
                (long) RECORDS,
                now.toEpochMilli(),
                now);
    }

    private GroupSnapshot snapshot(int group, Instant now) {
        List<GroupSnapshot.Commit> commits = partitionsOf(group).stream()
                .map(p -> new GroupSnapshot.Commit(p.topic(), p.partition(), committed(p), ""))
                .toList();
        return new GroupSnapshot(name(group), now, commits, commits);
    }

    /** Checkpoints as MirrorMaker 2 writes them: every group again and again. */
    /** All of them stay: the broker, whose segments are small here, would have compacted most away before they are read. */
    void checkpoints(KafkaCluster west, int count) throws Exception {
        Map<String, String> kept =
                Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", String.valueOf(TimeUnit.DAYS.toMillis(1)));
        try (Admin admin = west.admin()) {
            admin.createTopics(List.of(new NewTopic(CHECKPOINTS, 1, (short) 1).configs(kept)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        try (var producer = new KafkaProducer<>(
                west.clientProperties("linger.ms", 20, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                TopicPartition about = partition(i);
                byte[] key = concat(string(name(i % groups)), string(about.topic()), 4)
                        .putInt(about.partition())
                        .array();
                byte[] value = concat(new byte[] {0, 0}, new byte[0], 18)
                        .putLong(i)
                        .putLong(i)
                        .putShort((short) 0)
                        .array();
                var unused = producer.send(new ProducerRecord<>(CHECKPOINTS, 0, key, value));
            }
            producer.flush();
        }
    }

    private static byte[] string(String text) {
        return ByteBuffer.allocate(2 + text.length())
                .putShort((short) text.length())
                .put(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .array();
    }

    private static ByteBuffer concat(byte[] one, byte[] other, int more) {
        return ByteBuffer.allocate(one.length + other.length + more).put(one).put(other);
    }

    private List<TopicPartition> partitionsOf(int group) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            all.add(partition(group * each + i));
        }
        return all;
    }

    private TopicPartition partition(int index) {
        int of = index % (topics * partitions);
        return new TopicPartition(topic(of / partitions), of % partitions);
    }

    private static long committed(TopicPartition partition) {
        return partition.partition() % (RECORDS + 1);
    }

    @Override
    public String toString() {
        return String.format(
                "%,d groups with %,d commits over %,d partitions of %,d topics, %d brokers each side",
                groups, (long) groups * each, topics * partitions, topics, brokers);
    }

    private static String topic(int number) {
        return "scale-" + number;
    }

    private static String name(int group) {
        return "group-" + group;
    }
}
