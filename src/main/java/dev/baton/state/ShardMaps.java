package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.RunHistory;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Parts of the offset map of a flow, of the shards that somebody needs, over one connection: each is read once, and then only
 * what came since. For one thread.
 */
public final class ShardMaps implements AutoCloseable {
    /** A part that was not read on for so long is read anew: the topic's own cleaning may have passed over it. */
    private static final Duration KEEP = Duration.ofMinutes(10);

    /** To what brokers know by heart: one that is silent must not hold up what the others have. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Cluster target;
    private final String topic;
    private final Map<Integer, Part> parts = new HashMap<>();
    private @Nullable RecordReader reader;

    private static final class Part {
        private final MapTopic said = new MapTopic();
        private long position;
        private long readNanos = System.nanoTime();
    }

    /** Reads nothing yet. */
    public ShardMaps(Cluster target, String source) {
        this.target = target;
        this.topic = InternalTopics.offsetMap(source);
    }

    /**
     * Reads these shards on to the ends that there are now, and forgets the others.
     *
     * @return those that could not be read, of which nothing is known: their leader is gone, or silent
     */
    public Set<Integer> readOn(Set<Integer> shards) {
        Set<Integer> unreachable = unreachable(shards);
        Set<Integer> reachable = new HashSet<>(shards);
        reachable.removeAll(unreachable);
        readReachable(reachable);
        return unreachable;
    }

    private Set<Integer> unreachable(Set<Integer> shards) {
        Set<Integer> unreachable = new HashSet<>();
        List<TopicPartition> partitions =
                shards.stream().map(shard -> new TopicPartition(topic, shard)).toList();
        target.offsets(ANSWER).logEnd(partitions).forEach((partition, end) -> {
            if (end instanceof Outcome.Failed<Long> no) {
                if (no.failure().kind() != FailureKind.UNREACHABLE) {
                    throw no.failure();
                }
                unreachable.add(partition.partition());
            }
        });
        return unreachable;
    }

    private void readReachable(Set<Integer> shards) {
        long now = System.nanoTime();
        parts.entrySet()
                .removeIf(part -> !shards.contains(part.getKey()) || now - part.getValue().readNanos > KEEP.toNanos());
        Map<TopicPartition, Long> from = new PartitionMap<>();
        shards.forEach(shard ->
                from.put(new TopicPartition(topic, shard), parts.computeIfAbsent(shard, s -> new Part()).position));
        try {
            reader().readOn(from, read -> part(read.topicPartition()).said.accept(read))
                    .forEach((partition, position) -> {
                        part(partition).position = position;
                        part(partition).readNanos = now;
                    });
        } catch (RuntimeException e) {
            // what came of it before it failed would be taken twice
            close();
            parts.clear();
            throw e;
        }
    }

    private RecordReader reader() {
        RecordReader open = reader;
        if (open == null) {
            open = target.records().open(Isolation.COMMITTED);
            reader = open;
        }
        return open;
    }

    private Part part(TopicPartition partition) {
        return parts.computeIfAbsent(partition.partition(), shard -> new Part());
    }

    /** What is said of a partition of a shard that was read. */
    public RunHistory of(int shard, String targetTopicId, int partition) {
        Part part = parts.get(shard);
        return part == null ? new MapTopic().of(targetTopicId, partition) : part.said.of(targetTopicId, partition);
    }

    @Override
    public void close() {
        RecordReader open = reader;
        if (open != null) {
            open.close();
            reader = null;
        }
    }
}
