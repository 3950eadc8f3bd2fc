package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far other processes of the flow are with their partitions, by their marks and the offset map: up to a second old, and
 * so a lower bound. Groups belong to one process and their partitions may belong to another. Used by one thread.
 */
final class OthersProgress {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The map may be long; reading it is not to be what this process is busy with. */
    private static final int PAUSES_A_READING = 4;

    private final Cluster target;
    private final String from;
    private final StateTail tail;
    private Map<TopicPartition, Mark> marks = Map.of();
    private Map<TopicPartition, Outcome<OffsetMap>> maps = Map.of();
    private long nextReading = System.nanoTime();

    OthersProgress(Cluster target, String from, StateTail tail) {
        this.target = target;
        this.from = from;
        this.tail = tail;
    }

    /** Reads on, where there is anything new of those partitions. */
    void refresh(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Mark> now = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Mark mark = tail.mark(partition);
            if (mark != null) {
                now.put(partition, mark);
            }
        }
        long begun = System.nanoTime();
        if (now.isEmpty() || now.equals(marks) || begun - nextReading < 0) {
            return;
        }
        // runs are written before their records: a map read after the marks knows all that the marks speak of
        maps = new MapReader(target)
                .read(new FlowState(from, null, now, List.of(), Map.of(), SwitchedGeneration.NONE, 0));
        marks = now;
        long took = System.nanoTime() - begun;
        nextReading = System.nanoTime() + Math.max(PAUSE.toNanos(), PAUSES_A_READING * took);
    }

    /** The offset on the target; null where nothing is known. */
    @Nullable
    Long translate(TopicPartition partition, long committed) {
        Mark mark = marks.get(partition);
        Outcome<OffsetMap> outcome = maps.get(partition);
        OffsetMap map = outcome == null ? null : outcome.orNull();
        if (mark == null || map == null) {
            return null;
        }
        long known = Math.max(mark.alignedStart(), Math.min(committed, mark.coveredTo()));
        boolean all = known >= mark.coveredTo() && !map.isPreserved();
        return all ? mark.targetOffset() : Math.min(map.toTarget(known), mark.targetOffset());
    }
}
