package dev.baton.mirror;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Marks made of progress, and of what is left of it. */
final class Marks {
    private Marks() {}

    static Mark of(Progress progress) {
        PartitionStart start = progress.start();
        return new Mark(
                start.source().topic(),
                start.source().partition(),
                start.target().topic(),
                start.source().topicId().toString(),
                start.target().topicId().toString(),
                start.mode(),
                progress.source(),
                progress.target(),
                progress.coveredTo(),
                start.alignedStart(),
                progress.leaderEpoch(),
                progress.highWatermark(),
                progress.lastStable(),
                progress.lastTimestamp(),
                progress.seen(),
                progress.filled(),
                start.keptBelow(),
                start.deletesMissingBelow(),
                lastRun(start.mode(), progress.map(), progress.target()));
    }

    /**
     * The mark of a partition whose target lost its end.
     *
     * @param map all runs, those of what was lost included: where fences put markers behind the last record that is left, the
     *     run behind them says which source offset comes next, and the length of the log says too much
     * @param targetEnd one past the last record that is left
     */
    static Mark lowered(Mark mark, OffsetMap map, long targetEnd, Instant now) {
        boolean nothingMirrored = mark.mode() == Mark.Mode.MAPPED && map.isPreserved();
        long next = nothingMirrored ? mark.sourceOffset() : map.toSource(targetEnd);
        Long run = lastRun(mark.mode(), map, targetEnd);
        return mark.loweredTo(Math.min(next, mark.sourceOffset()), targetEnd, run, now);
    }

    private static @Nullable Long lastRun(Mark.Mode mode, OffsetMap map, long targetEnd) {
        return mode == Mark.Mode.PRESERVED
                ? null
                : map.lastBelow(targetEnd).map(Run::target).orElse(null);
    }
}
