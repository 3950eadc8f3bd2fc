package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.InternalTopics;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.ShardMaps;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far other processes of the flow are with their partitions, by their marks and the offset map: up to a second old, and
 * so a lower bound. Groups belong to one process and their partitions may belong to another. Of the map those shards are
 * followed that groups have commits in. Used by one thread.
 */
final class OthersProgress implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The map may be long; reading it is not to be what this process is busy with. */
    private static final int PAUSES_A_READING = 4;

    private final StateTail tail;
    private final ShardMaps shards;
    private final Map<TopicPartition, OffsetMap> maps = new PartitionMap<>();
    private Map<TopicPartition, Mark> marks = Map.of();
    private boolean whole = true;
    private long nextReading = System.nanoTime();

    OthersProgress(Cluster target, String from, StateTail tail) {
        this.tail = tail;
        this.shards = new ShardMaps(target, from);
    }

    /** Reads on, where there is anything new of those partitions. */
    void refresh(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Mark> now = new PartitionMap<>();
        for (TopicPartition partition : partitions) {
            Mark mark = tail.mark(partition);
            if (mark != null) {
                now.put(partition, mark);
            }
        }
        long begun = System.nanoTime();
        if (now.isEmpty() || (whole && now.equals(marks)) || begun - nextReading < 0) {
            return;
        }
        // runs are written before their records: a map read after the marks knows all that the marks speak of
        Set<Integer> needed = now.keySet().stream().map(OthersProgress::shard).collect(Collectors.toSet());
        Set<Integer> unread = shards.readOn(needed);
        now.keySet().removeIf(partition -> unread.contains(shard(partition)));
        whole = unread.isEmpty();
        maps.keySet().removeIf(partition -> !Objects.equals(marks.get(partition), now.get(partition)));
        marks = now;
        long took = System.nanoTime() - begun;
        nextReading = System.nanoTime() + Math.max(PAUSE.toNanos(), PAUSES_A_READING * took);
    }

    private static int shard(TopicPartition partition) {
        return InternalTopics.shardOf(partition.topic(), partition.partition());
    }

    /**
     * The offset on the target; null where nothing is known.
     *
     * @param sourceId of the topic on the source that the commit is for; null where it is not known
     * @param targetId of the topic on the target
     */
    @Nullable
    Long translate(@Nullable String sourceId, String targetId, TopicPartition partition, long committed) {
        Mark mark = marks.get(partition);
        if (mark == null
                || !mark.sourceTopicId().equals(sourceId)
                || !mark.targetTopicId().equals(targetId)) {
            return null;
        }
        OffsetMap map = map(partition, mark);
        if (map == null) {
            return null;
        }
        long known = Math.max(mark.alignedStart(), Math.min(committed, mark.coveredTo()));
        boolean all = known >= mark.coveredTo() && !map.isPreserved();
        return all ? mark.targetOffset() : Math.min(map.toTarget(known), mark.targetOffset());
    }

    /** Made where a group asks for it, since it may be long. */
    private @Nullable OffsetMap map(TopicPartition partition, Mark mark) {
        OffsetMap known = maps.get(partition);
        if (known == null) {
            known = MapReader.map(mark, shards.of(shard(partition), mark.targetTopicId(), mark.partition()))
                    .orNull();
            if (known != null) {
                maps.put(partition, known);
            }
        }
        return known;
    }

    @Override
    public void close() {
        shards.close();
    }
}
