package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Right;
import dev.baton.config.ClusterConfig;
import dev.baton.config.OffsetsChoice;
import dev.baton.config.OffsetsMode;
import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateWriter;
import dev.baton.wire.Leader;
import dev.baton.wire.LogControl;
import dev.baton.wire.LogControl.ProducerIdentity;
import dev.baton.wire.LogReader;
import dev.baton.wire.LogState;
import dev.baton.wire.SourceLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where a partition goes on, and proves it, before anything is appended: the target's log is the state, the last
 * mark says where both logs are known to agree, and what lies behind the mark is compared record by record. It also makes
 * a first start: it chooses between preserved and mapped offsets and aligns the target's log start. Used by one thread.
 */
final class Preparer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Preparer.class);

    /** Beyond it, filling up to the source's log start takes longer than a user would wait: 1 billion offsets take 90 s. */
    private static final long MAX_ALIGNED_START = 5_000_000_000L;

    private final OffsetsChoice offsets;
    private final LogControl sourceControl;
    private final LogControl targetControl;
    private final SourceLog sourceReader;
    private final SourceLog targetReader;
    private final MapStore maps;
    private final StateWriter state;
    private final ShardOwners owners;
    private final FlowFacts facts;

    /** The marks that this process made at first starts. */
    private final Map<TopicPartition, Mark> begun = new HashMap<>();

    Preparer(
            ClusterConfig source,
            ClusterConfig target,
            Cluster targetCluster,
            OffsetsChoice offsets,
            FlowFacts facts,
            StateWriter state,
            Engine engine) {
        this.offsets = offsets;
        this.facts = facts;
        this.state = state;
        sourceControl = new LogControl(source, "baton-mirror-look");
        targetControl = new LogControl(target, "baton-mirror-look");
        sourceReader = new SourceLog(source, "baton-mirror-compare");
        targetReader = new SourceLog(target, "baton-mirror-compare");
        maps = new MapStore(facts.from(), targetCluster, engine);
        owners = new ShardOwners(
                facts.from() + "." + facts.to(), InternalTopics.offsetMap(facts.from()), targetControl, engine);
    }

    ShardOwners owners() {
        return owners;
    }

    /**
     * Where the partition goes on.
     *
     * @param known the last mark, or what this process last had acknowledged; null at first start
     * @param goMapped the partition cannot be preserved any longer
     */
    PartitionStart prepare(MirroredTopic topic, int partition, @Nullable Mark known, boolean goMapped) {
        Sides sides = Sides.of(topic, partition, sourceControl, targetControl);
        // what a first start that failed half-way has written itself is no foreign record
        Mark before = known == null ? begun.get(sides.source().topicPartition()) : known;
        if (before != null) {
            sides.requireIncarnationsOf(before);
        }
        Mark mark = before == null ? first(sides) : before;
        if (goMapped && mark.mode() == Mark.Mode.PRESERVED) {
            mark = goMapped(sides, mark);
        }
        return mark.mode() == Mark.Mode.PRESERVED ? preserved(sides, mark) : mapped(sides, mark);
    }

    // ---- first start

    private Mark first(Sides sides) {
        long sourceStart = sourceControl.logStart(sides.source(), sides.sourceLeader());
        LogState log = targetControl.settledState(sides.target(), sides.targetLeader(), facts.producerId());
        if (sides.topic().returning() && log.end() > 0) {
            throw BatonException.refused(
                    "topic " + sides.target().topic()
                            + " of the target was the original of this one until a switch: the target has its records",
                    "turn the flow round first: baton failback --from " + facts.from() + " --to " + facts.to());
        }
        Mark.Mode mode = firstMode(sides.topic(), sourceStart);
        if (mode == Mark.Mode.PRESERVED && log.end() > 0) {
            throw BatonException.refused(
                    "topic " + sides.target().topic() + " of the target is not empty and Baton did not fill it",
                    "delete it there, or name it in offsets.map");
        }
        long targetOffset = mode == Mark.Mode.PRESERVED ? sourceStart : log.end();
        Mark mark = mark(sides, mode, sourceStart, targetOffset);
        state.write(mark);
        begun.put(sides.source().topicPartition(), mark);
        return mark;
    }

    private Mark.Mode firstMode(MirroredTopic topic, long sourceStart) {
        boolean mapped = switch (offsets.of(topic.source())) {
            case MAP -> true;
            case PRESERVE -> false;
            // a gap for every record that compaction took: filling them would cost more than the records
            case AUTO -> topic.compacted() || sourceStart > MAX_ALIGNED_START;
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
                0L);
    }

    // ---- preserved

    private PartitionStart preserved(Sides sides, Mark mark) {
        LogState log = targetControl.settledState(sides.target(), sides.targetLeader(), facts.producerId());
        new Aligner(targetControl)
                .align(
                        sides.target(),
                        sides.targetLeader(),
                        facts.producerId(),
                        log.end(),
                        mark.alignedStart(),
                        oldestTime(sides, mark));
        long end = Math.max(log.end(), mark.alignedStart());
        OffsetMap map = maps.history(sides).below(end);
        Reconciler.Stretch stretch = stretch(sides, mark, map, end);
        Reconciler.Found found = stretch.targetOffset() < end
                ? reconciler(sides, stretch).preserved(stretch, map)
                : new Reconciler.Found(stretch.sourceOffset(), end);
        if (!map.isPreserved() || end != found.nextSource() || !found.shifts().isEmpty()) {
            owners.own(sides.shard());
            map = corrected(sides, mark, map, found);
        }
        ProducerIdentity shared = new ProducerIdentity(facts.producerId(), (short) 0);
        return start(sides, mark, map, shared, found.nextSource(), end, filled(mark, stretch, found));
    }

    /**
     * The map without what no record followed, and with the runs of records that lie behind a marker too many, since the
     * process that appended them ended before it could say so.
     */
    private OffsetMap corrected(Sides sides, Mark mark, OffsetMap map, Reconciler.Found found) {
        OffsetMap valid = maps.keep(sides, targetStart(sides), found.validBelow(map));
        List<Run> shifts = found.shifts();
        if (shifts.isEmpty()) {
            return valid;
        }
        sayMoved(sides, map, shifts.get(0));
        List<Run> runs = new ArrayList<>();
        boolean wasPreserved = mark.mode() == Mark.Mode.PRESERVED && valid.isPreserved();
        if (wasPreserved && mark.alignedStart() < shifts.get(0).source()) {
            runs.add(new Run(mark.alignedStart(), mark.alignedStart()));
        }
        runs.addAll(shifts);
        maps.write(sides, runs);
        return valid.plus(runs);
    }

    private static void sayMoved(Sides sides, OffsetMap map, Run first) {
        long by = first.target() - map.toTarget(first.source());
        if (by > 0) {
            LOG.warn(
                    "{}: {} control markers too many on the target before source offset {}: a run of the offset map says so",
                    sides.source(),
                    by,
                    first.source());
        }
    }

    private static @Nullable Long filled(Mark mark, Reconciler.Stretch stretch, Reconciler.Found found) {
        Long before = mark.filled();
        boolean whole = stretch.targetOffset() == mark.targetOffset();
        return before == null || !whole ? before : Long.valueOf(before + found.holes());
    }

    private long oldestTime(Sides sides, Mark mark) {
        LogReader reader = new LogReader(
                sourceReader, sides.source(), sides::sourceLeader, mark.alignedStart(), mark.alignedStart() + 1);
        return mark.alignedStart() > 0
                        && reader.hasNext()
                        && reader.next() instanceof dev.baton.wire.LogItem.Entry entry
                ? entry.timestamp()
                : System.currentTimeMillis();
    }

    // ---- mapped

    private PartitionStart mapped(Sides sides, Mark mark) {
        ProducerIdentity owner = owners.own(sides.shard());
        owners.fence(sides.shard(), sides.target().topicPartition());
        LogState log = targetControl.settledState(sides.target(), sides.targetLeader(), owner.id());
        OffsetMap written = maps.history(sides).below(log.end());
        Reconciler.Found found = new Reconciler.Found(mark.sourceOffset(), mark.targetOffset());
        if (log.end() < mark.targetOffset()) {
            found = new Reconciler.Found(written.toSource(log.end()), log.end());
        } else if (!written.isPreserved()) {
            Reconciler.Stretch stretch = stretch(sides, mark, written, log.end());
            Reconciler reconciler = reconciler(sides, stretch);
            found = sides.topic().compacted()
                    ? reconciler.compacted(stretch, written)
                    : reconciler.mapped(stretch, written);
        }
        OffsetMap valid = corrected(sides, mark, written, found);
        long nextSource = Math.max(found.nextSource(), mark.alignedStart());
        return start(sides, mark, valid, owner, nextSource, log.end(), mark.filled());
    }

    private long targetStart(Sides sides) {
        return targetControl.logStart(sides.target(), sides.targetLeader());
    }

    private Mark goMapped(Sides sides, Mark mark) {
        if (offsets.of(sides.source().topic()) == OffsetsMode.PRESERVE) {
            BatonException missing = targetControl.missing(
                    "fill gaps of " + sides.target() + " with markers",
                    AclOperation.ALTER,
                    ResourceType.CLUSTER,
                    Right.CLUSTER);
            throw new BatonException(
                    missing.kind(),
                    String.valueOf(missing.getMessage()),
                    missing.remedy() + "; or name the topic in offsets.auto");
        }
        owners.own(sides.shard());
        if (maps.history(sides).isEmpty() && mark.targetOffset() > mark.alignedStart()) {
            maps.write(sides, List.of(new Run(mark.alignedStart(), mark.alignedStart())));
        }
        Mark mapped = mark.with(Mark.Mode.MAPPED, Instant.now());
        state.write(mapped);
        return mapped;
    }

    // ---- both

    /** From the mark to the end, less what either side has deleted since. */
    private Reconciler.Stretch stretch(Sides sides, Mark mark, OffsetMap map, long end) {
        long sourceStart = sourceControl.logStart(sides.source(), sides.sourceLeader());
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

    private Reconciler reconciler(Sides sides, Reconciler.Stretch stretch) {
        Supplier<Leader> sourceLeader = sides::sourceLeader;
        Supplier<Leader> targetLeader = sides::targetLeader;
        return new Reconciler(
                sides.source().toString(),
                new LogReader(sourceReader, sides.source(), sourceLeader, stretch.sourceOffset(), Long.MAX_VALUE),
                new LogReader(targetReader, sides.target(), targetLeader, stretch.targetOffset(), stretch.targetEnd()));
    }

    private PartitionStart start(
            Sides sides,
            Mark mark,
            OffsetMap map,
            ProducerIdentity producer,
            long nextSource,
            long nextTarget,
            @Nullable Long filled) {
        requireInSource(sides, nextSource);
        return new PartitionStart(
                sides.source(),
                sides.target(),
                mark.mode(),
                map,
                producer.id(),
                producer.epoch(),
                facts.markerProducerId(),
                nextSource,
                nextTarget,
                mark.alignedStart(),
                sides.topic().maxBatchBytes(),
                nextSource == mark.sourceOffset() ? mark.sourceLeaderEpoch() : null,
                filled);
    }

    /** The source must still have, or not have yet, what comes next. */
    private void requireInSource(Sides sides, long next) {
        long start = sourceControl.logStart(sides.source(), sides.sourceLeader());
        if (start > next) {
            throw BatonException.refused(
                    "source offsets " + next + " to " + (start - 1) + " of " + sides.source()
                            + " were deleted before they were mirrored: the source's log starts at " + start,
                    "delete " + sides.target().topic() + " on the target to mirror anew what is left");
        }
        long end = sourceControl.logEnd(sides.source(), sides.sourceLeader());
        if (end < next) {
            throw BatonException.refused(
                    "the source's log of " + sides.source() + " was cut: it ends at " + end + ", and " + next
                            + " offsets of it are mirrored",
                    "find out what the source lost; delete " + sides.target().topic()
                            + " on the target to mirror anew what it has now");
        }
    }

    @Override
    public void close() {
        sourceControl.close();
        targetControl.close();
        sourceReader.close();
        targetReader.close();
        maps.close();
    }
}
