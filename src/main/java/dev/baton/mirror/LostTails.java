package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.state.Mark;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Targets of mapped partitions that end below their mark. The fence of the next owner makes up for the length of what was
 * lost, and the next attempt's fence again, so that the mark is lowered first, and durably: only so does whoever comes later
 * see what is missing. Used by one thread.
 */
final class LostTails {
    private static final Logger LOG = LoggerFactory.getLogger(LostTails.class);

    private final Consumer<Mark> writer;
    private final TargetLosses losses;
    private final Map<TopicPartition, Lowered> lowered = new PartitionMap<>();

    /** A mark that was lowered to another, since the log ended there. */
    private record Lowered(Mark from, Mark to, long end) {}

    /**
     * None yet.
     *
     * @param writer of marks; returns when one is durable
     * @param losses told of what turns out to be lost
     */
    LostTails(Consumer<Mark> writer, TargetLosses losses) {
        this.writer = writer;
        this.losses = losses;
    }

    /**
     * The mark to go on from, which says nothing of what lies at the log's end or behind it.
     *
     * @param known the mark as it is known; it may have been lowered before, by an attempt that came no further
     * @param end where the log ended before anything was appended to it
     * @param lower makes the lower mark of one that the log ends below
     */
    Mark fitting(Mark known, long end, UnaryOperator<Mark> lower) {
        Lowered before = of(known);
        Mark mark = before == null ? known : before.to();
        if (end >= mark.targetOffset() && before == null) {
            return known;
        }
        if (end < mark.targetOffset()) {
            mark = lower.apply(mark);
            LOG.info(
                    "{} ends at {} and had ended at {}: compared with the source from {} on",
                    known.targetPartition(),
                    end,
                    known.targetOffset(),
                    mark.targetOffset());
            lowered.put(known.sourcePartition(), new Lowered(known, mark, end));
        }
        writer.accept(mark);
        return mark;
    }

    /**
     * What lies behind the mark was compared. A leader that slept while another one was elected says for a moment that its log
     * ends too early: lost is only what was not found.
     *
     * @param known the mark before it was lowered
     * @param nextSource everything below is on the target
     */
    void compared(Sides sides, Mark known, long nextSource) {
        Lowered before = of(known);
        if (before != null && nextSource < known.sourceOffset()) {
            losses.found(sides, before.end(), known.targetOffset());
        }
    }

    private @Nullable Lowered of(Mark known) {
        Lowered before = lowered.get(known.sourcePartition());
        return before != null && before.from().saysTheSameAs(known) ? before : null;
    }
}
