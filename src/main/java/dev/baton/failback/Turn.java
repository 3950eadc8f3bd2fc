package dev.baton.failback;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.salvage.Tail;
import dev.baton.state.Mark;
import dev.baton.state.TurnPoint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition turned round: what the flow back begins with. Pure. Source and target are those of the flow back: what was
 * the target of the flow is its source.
 *
 * @param runs the offset map of what both clusters hold, seen from the flow back
 */
@SuppressWarnings("ArgumentSelectionDefectChecker") // what was the source becomes the target: that is what it is for
record Turn(Tail tail, List<Run> runs, long records, long salvaged) {
    Turn {
        runs = List.copyOf(runs);
    }

    /**
     * Of a partition whose end is known.
     *
     * @param map of the flow that ended
     * @param mark its last one; null where it never mirrored the partition
     */
    static Turn of(Tail tail, OffsetMap map, @Nullable Mark mark, long records, long salvaged) {
        return new Turn(tail, runs(tail, map, mark), records, salvaged);
    }

    private static List<Run> runs(Tail tail, OffsetMap map, @Nullable Mark mark) {
        if (mark == null || tail.copiedTo() == 0) {
            return List.of();
        }
        if (map.isPreserved()) {
            return mark.alignedStart() < tail.copiedTo()
                    ? List.of(new Run(mark.alignedStart(), mark.alignedStart()))
                    : List.of();
        }
        return map.runs().stream()
                .filter(run -> run.target() < tail.copiedTo())
                .map(run -> new Run(run.target(), run.source()))
                .toList();
    }

    /** Where the flow back goes on on its source: behind what it took over, there lies what was written since. */
    long sourceOffset() {
        Long point = tail.failoverPoint();
        return point == null ? 0 : point;
    }

    Mark mark(Instant now) {
        return new Mark(
                tail.targetTopic(),
                tail.partition(),
                tail.topic(),
                tail.targetTopicId(),
                tail.sourceTopicId(),
                Mark.Mode.MAPPED,
                sourceOffset(),
                tail.sourceEnd(),
                sourceOffset(),
                runs.isEmpty() ? sourceOffset() : runs.get(0).source(),
                null,
                null,
                null,
                null,
                now);
    }

    TurnPoint point(Instant now) {
        return new TurnPoint(
                tail.targetTopic(),
                tail.partition(),
                tail.targetTopicId(),
                tail.sourceTopicId(),
                tail.switchId(),
                sourceOffset(),
                tail.copiedTo(),
                Math.min(tail.from(), tail.sourceEnd()),
                tail.sourceEnd(),
                records,
                salvaged,
                now);
    }
}
