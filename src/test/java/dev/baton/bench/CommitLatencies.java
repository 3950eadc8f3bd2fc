package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long commits took from one cluster to another, by the brokers' own records of them: exact, and of every commit.
 *
 * @param millis ascending, of each commit that arrived
 * @param missing commits that never did
 */
record CommitLatencies(List<Long> millis, int missing) {
    private static final String OFFSETS = "__consumer_offsets";

    /** Commits made on the source since a time; a later commit of the same partition on the target counts as well. */
    static CommitLatencies between(KafkaCluster source, KafkaCluster target, long since) {
        Map<String, TreeMap<Long, Long>> there = commits(target, 0);
        List<Long> millis = new ArrayList<>();
        int[] missing = {0};
        commits(source, since)
                .forEach((key, made) -> made.forEach((offset, time) -> {
                    Map.Entry<Long, Long> arrived =
                            there.getOrDefault(key, new TreeMap<>()).ceilingEntry(offset);
                    if (arrived == null) {
                        missing[0]++;
                    } else {
                        millis.add(arrived.getValue() - time);
                    }
                }));
        millis.sort(null);
        return new CommitLatencies(millis, missing[0]);
    }

    String toText() {
        if (millis.isEmpty()) {
            return "no commit arrived, missing " + missing;
        }
        return String.format(
                "commit on the source to commit on the target: %,d, p50 %d ms, p99 %d ms, longest %d ms; missing %d",
                millis.size(), at(0.5), at(0.99), at(1), missing);
    }

    private long at(double part) {
        return millis.get((int) Math.min(millis.size() - 1L, Math.round(part * millis.size())));
    }

    /** By group and partition: when each offset was first committed. */
    private static Map<String, TreeMap<Long, Long>> commits(KafkaCluster cluster, long since) {
        Map<String, TreeMap<Long, Long>> commits = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.clientProperties("auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(OFFSETS)) {
                partitions.add(new TopicPartition(OFFSETS, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> keep(commits, read, since));
            }
        }
        return commits;
    }

    private static void keep(
            Map<String, TreeMap<Long, Long>> commits, ConsumerRecord<byte[], byte[]> read, long since) {
        ByteBuffer key = ByteBuffer.wrap(read.key());
        short kind = key.getShort();
        if (kind > 1 || read.value() == null) {
            return; // not a commit
        }
        String group = string(key);
        if (group.startsWith("group-") && read.timestamp() >= since) {
            String name = group + " " + string(key) + "-" + key.getInt();
            long offset = ByteBuffer.wrap(read.value()).getLong(2);
            commits.computeIfAbsent(name, k -> new TreeMap<>()).putIfAbsent(offset, read.timestamp());
        }
    }

    private static String string(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getShort()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
