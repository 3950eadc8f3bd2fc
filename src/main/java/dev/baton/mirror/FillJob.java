package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.TargetLog;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Markers of one partition that are to be written. */
final class FillJob {
    /** What was learned of the log so lately is not asked for again. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Markers.Coordinated way;
    private final PartitionRef partition;
    private final @Nullable Long settledAt;
    private final long goal;
    private final BiConsumer<TargetLog.@Nullable Ends, @Nullable BatonException> done;
    private long end;
    private boolean begun;

    /**
     * @param end where the log ends
     * @param settledAt when that was learned, and that all is replicated, in nanoseconds of the system's clock that goes evenly;
     *     null where it may not be replicated
     * @param count of markers
     * @param done told where the log ends then, or why that is not known
     */
    FillJob(
            Markers.Coordinated way,
            PartitionRef partition,
            long end,
            @Nullable Long settledAt,
            long count,
            BiConsumer<TargetLog.@Nullable Ends, @Nullable BatonException> done) {
        this.way = way;
        this.partition = partition;
        this.end = end;
        this.settledAt = settledAt;
        this.goal = end + count;
        this.done = done;
    }

    Markers.Coordinated way() {
        return way;
    }

    PartitionRef partition() {
        return partition;
    }

    /** Where the log ends, as far as is known. */
    long end() {
        return end;
    }

    /** Whether it need not be asked now. */
    boolean isEndKnown() {
        return begun || (settledAt != null && System.nanoTime() - settledAt < FRESH_NANOS);
    }

    /**
     * Notes where the log ends after a marker.
     *
     * @return whether no more are to be written; so too where it has not grown, since then it is shorter than it was, and more
     *     of them would lie where records are missing
     */
    boolean isDone(long endNow) {
        boolean grown = endNow > end;
        begun = true;
        end = endNow;
        return !grown || end >= goal;
    }

    void tell(TargetLog.@Nullable Ends ends, @Nullable BatonException failure) {
        done.accept(ends, failure);
    }
}
