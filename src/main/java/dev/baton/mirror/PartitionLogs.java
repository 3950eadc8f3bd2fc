package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.Mark;
import dev.baton.wire.LogControl;
import dev.baton.wire.LogItem;
import dev.baton.wire.LogReader;
import dev.baton.wire.LogState;
import dev.baton.wire.ProducerIdentity;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.util.Comparator;

/** Where both logs of a partition stand, and what lies in them: what is asked before it is appended to. Used by one thread. */
final class PartitionLogs implements AutoCloseable {
    /** Markers behind the last record are few, as a rule. */
    private static final long LOOK_BACK = 1_000;

    /** Much longer than a leader that wakes takes to learn that it leads no more. */
    private static final Duration LEADER_WAKES = Duration.ofSeconds(1);

    private final LogControl source;
    private final LogControl target;
    private final SourceLog sourceReader;
    private final SourceLog targetReader;
    private final LayoutCache sourceLayouts;
    private final LayoutCache targetLayouts;

    PartitionLogs(ClusterConfig source, ClusterConfig target) {
        this.source = new LogControl(source, "baton-mirror-look");
        this.target = new LogControl(target, "baton-mirror-look");
        this.sourceReader = new SourceLog(source, "baton-mirror-compare");
        this.targetReader = new SourceLog(target, "baton-mirror-compare");
        this.sourceLayouts = new LayoutCache(this.source);
        this.targetLayouts = new LayoutCache(this.target);
    }

    /** The calls to the target. */
    LogControl target() {
        return target;
    }

    Sides sides(MirroredTopic topic, int partition) {
        return Sides.of(topic, partition, sourceLayouts, targetLayouts);
    }

    /** What was known of the topic's leaders may be wrong. */
    void forget(MirroredTopic topic) {
        sourceLayouts.forget(topic.source());
        targetLayouts.forget(topic.target());
    }

    /**
     * The same partition a moment later. A leader that slept while another one was elected answers for up to 90 ms as if it
     * still led (measured).
     */
    Sides askedAnew(Sides sides) {
        forget(sides.topic());
        Pause.take(LEADER_WAKES);
        return sides(sides.topic(), sides.source().partition());
    }

    long sourceStart(Sides sides) {
        return source.logStart(sides.source(), sides.sourceLeader());
    }

    /** The high watermark. */
    long sourceEnd(Sides sides) {
        return source.logEnd(sides.source(), sides.sourceLeader());
    }

    long targetStart(Sides sides) {
        return target.logStart(sides.target(), sides.targetLeader());
    }

    /** Where the target's log stands, all of it replicated. */
    LogState target(Sides sides, long producerId) {
        return target.settledState(sides.target(), sides.targetLeader(), producerId);
    }

    /**
     * The same, of a partition that was fenced a moment ago. A leader that slept while another one was elected answers for a
     * moment as if it still led, all replicated, with a log that ends too early (measured); it has not the fence. And a log
     * that ends no further than before the fence lost something in between, which the next look at it tells.
     *
     * @param before where it ended before the fence
     */
    LogState fencedTarget(Sides sides, ProducerIdentity owner, long before) {
        LogState log = target(sides, owner.id());
        LogState.Producer producer = log.producer();
        if (producer == null || producer.epoch() < owner.epoch()) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "the broker that answers for " + sides.target() + " does not know what its leader was sent");
        }
        if (log.end() <= before) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "the log of " + sides.target() + " ended at " + before + " and, a marker later, ends at "
                            + log.end());
        }
        return log;
    }

    /** One past the last record of the target below an offset, or the log's start where there is none. */
    long dataEnd(Sides sides, long below) {
        long start = targetStart(sides);
        long end = below;
        for (long step = LOOK_BACK; end > start; step *= 2) {
            long from = Math.max(start, end - step);
            long last = lastRecord(sides, from, end);
            if (last >= 0) {
                return last + 1;
            }
            end = from;
        }
        return end;
    }

    private long lastRecord(Sides sides, long from, long end) {
        LogReader reader = targetLog(sides, from, end);
        long last = -1;
        while (reader.hasNext()) {
            if (reader.next() instanceof LogItem.Entry record) {
                last = record.offset();
            }
        }
        return last;
    }

    /**
     * Time of the record that the source has there, milliseconds since the epoch, or of its first one where retention has
     * passed that offset; now, where there is none.
     */
    long oldestTime(Sides sides, long offset) {
        long from = Math.max(offset, sourceStart(sides));
        LogReader reader = LogReader.committed(sourceReader, sides.source(), sides::sourceLeader, from, from + 1);
        return reader.hasNext() && reader.next() instanceof LogItem.Entry entry
                ? entry.timestamp()
                : System.currentTimeMillis();
    }

    /** From the mark to the end, less what either side has deleted since. */
    Reconciler.Stretch stretch(Sides sides, Mark mark, OffsetMap map, long end) {
        long sourceStart = sourceStart(sides);
        long targetStart = targetStart(sides);
        long source = mark.sourceOffset();
        long target = Math.min(mark.targetOffset(), end);
        if (sourceStart > source) {
            target = Math.max(target, map.toTarget(sourceStart));
        }
        target = Math.min(end, Math.max(target, targetStart));
        boolean moved = target != mark.targetOffset();
        return new Reconciler.Stretch(moved ? map.toSource(target) : source, target, end);
    }

    /** Compares what lies in that stretch. */
    Reconciler reconciler(Sides sides, Reconciler.Stretch stretch) {
        return new Reconciler(
                (sourceOffset, targetOffset) -> foreign(sides, sourceOffset, targetOffset),
                LogReader.committed(
                        sourceReader, sides.source(), sides::sourceLeader, stretch.sourceOffset(), Long.MAX_VALUE),
                targetLog(sides, stretch.targetOffset(), stretch.targetEnd()));
    }

    private LogReader targetLog(Sides sides, long from, long end) {
        return LogReader.whole(
                targetReader, sides.target(), sides::targetLeader, from, end, stable -> undecided(sides, stable, end));
    }

    /**
     * The mirror writes no transactions, so that an open one is somebody else's. As long as it is open, what lies behind its
     * first record cannot be told from holes; aborted, it is holes, and committed, it is found.
     */
    private BatonException undecided(Sides sides, long stable, long end) {
        return target.openTransactions(sides.target(), sides.targetLeader()).stream()
                .min(Comparator.comparing(LogControl.OpenTransaction::start))
                .map(open -> BatonException.refused(
                        "somebody else writes to " + sides.target() + " of the target: a transaction of producer id "
                                + open.producerId() + " (epoch " + open.epoch() + ") is open there from offset "
                                + open.start() + ", within what is mirrored up to " + end,
                        "stop that producer and abort its transaction: kafka-transactions.sh abort --topic "
                                + sides.target().topic() + " --partition "
                                + sides.target().partition() + " --start-offset " + open.start()
                                + "; the mirror then goes on by itself, which it cannot if it is committed"))
                .orElseGet(() -> new BatonException(
                        FailureKind.UNREACHABLE,
                        "the log of " + sides.target() + " on the target can be read up to " + stable
                                + " only, and ends at " + end));
    }

    private BatonException foreign(Sides sides, long sourceOffset, long targetOffset) {
        ProducerIdentity writer = targetReader.writerAt(sides.targetLeader().node(), sides.target(), targetOffset);
        return BatonException.refused(
                "the record at offset " + targetOffset + " of " + sides.target()
                        + " on the target is not the one that the source has for it, at offset " + sourceOffset
                        + ": it was written by "
                        + (writer == null
                                ? "a producer without an id"
                                : "producer id " + writer.id() + " (epoch " + writer.epoch() + ")"),
                "somebody else writes to the topic and has to be stopped, or the source's log was cut; to mirror it anew, "
                        + Remirror.remedy(sides.source(), sides.target()));
    }

    /** One past the last source offset that has a record behind the mark. */
    long mirroredTo(Sides sides, Mark mark, OffsetMap map, long end) {
        LogReader behind = targetLog(sides, mark.targetOffset(), end);
        long to = mark.sourceOffset();
        while (behind.hasNext()) {
            if (behind.next() instanceof LogItem.Entry record) {
                to = map.toSource(record.offset()) + 1;
            }
        }
        return to;
    }

    /** The source must have what is mirrored. */
    void requireWhole(Sides sides, long next) {
        long end = sourceEnd(sides);
        if (end < next) {
            throw BatonException.refused(
                    "the source's log of " + sides.source() + " was cut: it ends at " + end + ", and " + next
                            + " offsets of it are mirrored",
                    "find out what the source lost; to mirror anew what it has now, "
                            + Remirror.remedy(sides.source(), sides.target()));
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
        sourceReader.close();
        targetReader.close();
    }
}
