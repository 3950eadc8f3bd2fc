package dev.baton.bench;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** A target as a mirror leaves it whose source has died: one topic with its marks, and many groups that it has seen. */
record SwitchScene(KafkaCluster west, int groups, int partitions, long standing) {
    static final String TOPIC = "bench";
    private static final int RECORDS = 100;

    static List<TopicPartition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(p -> new TopicPartition(TOPIC, p))
                .toList();
    }

    void set() {
        TestData data = new TestData(west);
        data.create(TOPIC, partitions, Map.of());
        partitions(partitions).forEach(p -> data.produce(TOPIC, p.partition(), RECORDS, System.currentTimeMillis()));
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(60)), "bench")) {
            StateTopics.create(target, "east", (short) 1);
            Instant now = Instant.now();
            try (StateWriter writer = new StateWriter(target, "east")) {
                writer.write(new FlowFacts(
                        "east", "west", "gone", target.clusterId(), "", InternalTopics.SHARDS, 1, 2, now));
                String id = target.topics().find(TOPIC).orElseThrow().id();
                partitions(partitions).forEach(p -> writer.write(mark(p, id, now)));
                IntStream.range(0, groups).forEach(i -> writer.write(group("bench-" + i, now)));
            }
        }
    }

    private GroupSnapshot group(String name, Instant now) {
        List<GroupSnapshot.Commit> commits = partitions(partitions).stream()
                .map(p -> new GroupSnapshot.Commit(TOPIC, p.partition(), standing, ""))
                .toList();
        return new GroupSnapshot(name, now, commits, List.of());
    }

    private static Mark mark(TopicPartition partition, String id, Instant now) {
        return new Mark(
                TOPIC,
                partition.partition(),
                TOPIC,
                "gone",
                id,
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
}
