package dev.baton.offsets;

import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * One record of the offset map topic: runs of one partition that were decided together, ascending.
 *
 * @param topicId id of the target topic: runs of another incarnation are void
 */
public record MapEntry(Uuid topicId, int partition, List<Run> runs) {
    public MapEntry {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("an entry of the offset map holds at least one run");
        }
    }

    /** Target offset of the first run; part of the key. */
    public long firstTarget() {
        return runs.get(0).target();
    }
}
