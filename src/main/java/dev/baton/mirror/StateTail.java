package dev.baton.mirror;

import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.TopicTail;
import dev.baton.config.ClusterConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateCodec;
import dev.baton.state.StateRecord;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot topic as this process follows it: what other processes wrote, and the word of a switch. Used by one thread at
 * a time.
 */
final class StateTail implements AutoCloseable {
    private final TopicTail tail;
    private final StateCodec codec = new StateCodec();
    private final Map<TopicPartition, Mark> marks = new HashMap<>();
    private final Map<String, GroupSnapshot> groups = new HashMap<>();
    private @Nullable FlowFacts facts;
    private SwitchedGeneration switched = SwitchedGeneration.NONE;

    StateTail(ClusterConfig target, String sourceAlias) {
        this.tail = new TopicTail(target, InternalTopics.snapshot(sourceAlias));
    }

    /** Reads on; whether the end was reached within the time. */
    synchronized boolean poll(Duration atMost) {
        return tail.poll(atMost, this::accept);
    }

    private void accept(KafkaRecord read) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key == null) {
            return;
        }
        if (value == null) {
            // a failback that rebuilds the target's topics takes their marks away
            codec.markedBy(key).ifPresent(marks::remove);
            return;
        }
        StateRecord state = codec.decode(key, value).orElse(null);
        if (state instanceof Mark mark) {
            marks.put(new TopicPartition(mark.topic(), mark.partition()), mark);
        } else if (state instanceof GroupSnapshot group) {
            groups.put(group.group(), group);
        } else if (state instanceof FlowFacts found) {
            facts = found;
        } else if (state instanceof SwitchedGeneration generation && generation.generation() > switched.generation()) {
            switched = generation;
        }
    }

    synchronized @Nullable FlowFacts facts() {
        return facts;
    }

    synchronized SwitchedGeneration switched() {
        return switched;
    }

    /** The last marks of the partitions of those shards. */
    synchronized Map<TopicPartition, Mark> marks(Set<Integer> shards) {
        return marks.entrySet().stream()
                .filter(e -> shards.contains(
                        InternalTopics.shardOf(e.getKey().topic(), e.getKey().partition())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The last mark of a partition, whoever wrote it; null where nobody did. */
    synchronized @Nullable Mark mark(TopicPartition partition) {
        return marks.get(partition);
    }

    /** The last snapshots of the groups of those shards. */
    synchronized Map<String, GroupSnapshot> groups(Set<Integer> shards) {
        return groups.entrySet().stream()
                .filter(e -> shards.contains(InternalTopics.shardOf(e.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public synchronized void close() {
        tail.close();
    }
}
