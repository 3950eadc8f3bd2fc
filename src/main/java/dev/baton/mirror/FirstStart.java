package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.OffsetsChoice;
import dev.baton.config.OffsetsMode;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.Mark;
import dev.baton.state.StateWriter;
import dev.baton.wire.LogState;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How a partition begins that was never mirrored: with preserved or mapped offsets, from where, and on a target that is as it
 * has to be. Its mark is written before anything else. Used by one thread.
 */
final class FirstStart {
    /** Beyond it, filling up to the source's log start takes longer than a user would wait: 1 billion offsets take 90 s. */
    private static final long MAX_ALIGNED_START = 5_000_000_000L;

    private final OffsetsChoice offsets;
    private final FlowFacts facts;
    private final StateWriter state;
    private final PartitionLogs logs;
    private final MapStore maps;
    private final Map<TopicPartition, Mark> begun = new PartitionMap<>();

    FirstStart(OffsetsChoice offsets, FlowFacts facts, StateWriter state, PartitionLogs logs, MapStore maps) {
        this.offsets = offsets;
        this.facts = facts;
        this.state = state;
        this.logs = logs;
        this.maps = maps;
    }

    /** The mark of a first start of this process that came no further: what it has written itself is no foreign record. */
    @Nullable
    Mark begun(Sides sides) {
        return begun.get(sides.source().topicPartition());
    }

    /** Begins; not where somebody has begun whose mark is not known, since his records would come twice. */
    Mark begin(Sides sides) {
        long sourceStart = logs.sourceStart(sides);
        LogState log = logs.target(sides, facts.producerId());
        if (sides.topic().returning() && log.end() > 0) {
            throw BatonException.refused(
                    "topic " + sides.target().topic()
                            + " of the target was the original of this one until a switch: the target has its records",
                    "turn the flow round first: baton failback --from " + facts.from() + " --to " + facts.to());
        }
        BatonException refusal = sides.topic().refusal();
        if (refusal != null) {
            throw refusal;
        }
        boolean reachable = sourceStart == 0 || sides.topic().targetConfigs().deletes();
        Mark.Mode mode =
                firstMode(offsets.of(sides.topic().source()), sides.topic().compacted(), reachable, sourceStart);
        if (mode == Mark.Mode.PRESERVED && log.end() > 0) {
            throw TopicPair.foreign(sides.target().topic());
        }
        if (mode == Mark.Mode.PRESERVED && !reachable) {
            throw BatonException.refused(
                    "topic " + sides.target().topic() + " of the target cannot begin at the source's log start "
                            + sourceStart
                            + ": its cleanup.policy is without delete, so that nothing is deleted from it",
                    "name it in offsets.map, or give it cleanup.policy=compact,delete");
        }
        if (mode == Mark.Mode.MAPPED && log.end() > 0 && !maps.history(sides).isEmpty()) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "another process has begun " + sides.target() + ", and its mark is not to be seen yet");
        }
        long targetOffset = mode == Mark.Mode.PRESERVED ? sourceStart : log.end();
        Mark mark = mark(sides, mode, sourceStart, targetOffset);
        state.write(mark);
        begun.put(sides.source().topicPartition(), mark);
        return mark;
    }

    /**
     * What a topic becomes for which that is configured, and whose log starts there.
     *
     * @param reachable whether the target's log can be brought to start there as well
     */
    static Mark.Mode firstMode(OffsetsMode offsets, boolean compacted, boolean reachable, long sourceStart) {
        boolean mapped = switch (offsets) {
            case MAP -> true;
            case PRESERVE -> false;
            // a gap for every record that compaction took: filling them would cost more than the records
            case AUTO -> compacted || !reachable || sourceStart > MAX_ALIGNED_START;
        };
        return mapped ? Mark.Mode.MAPPED : Mark.Mode.PRESERVED;
    }

    private static Mark mark(Sides sides, Mark.Mode mode, long sourceOffset, long targetOffset) {
        return new Mark(
                sides.source().topic(),
                sides.source().partition(),
                sides.target().topic(),
                sides.source().topicId().toString(),
                sides.target().topicId().toString(),
                mode,
                sourceOffset,
                targetOffset,
                sourceOffset,
                sourceOffset,
                null,
                null,
                null,
                null,
                Instant.now(),
                0L,
                null,
                null,
                null);
    }
}
