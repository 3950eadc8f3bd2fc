package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsChoice;
import dev.baton.config.OffsetsMode;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.LostRange;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateWriter;
import dev.baton.wire.LogControl;
import dev.baton.wire.LogControl.ProducerIdentity;
import dev.baton.wire.LogItem;
import dev.baton.wire.LogReader;
import dev.baton.wire.LogState;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
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

    private static final Duration FILLER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration FILLER_POLL = Duration.ofMillis(2);

    private final OffsetsChoice offsets;
    private final SourceLosses losses;
    private final LogControl sourceControl;
    private final LogControl targetControl;
    private final SourceLog sourceReader;
    private final SourceLog targetReader;
    private final LayoutCache sourceLayouts;
    private final LayoutCache targetLayouts;
    private final MapStore maps;
    private final StateWriter state;
    private final ShardOwners owners;
    private final FlowFacts facts;
    private final Engine engine;

    /** The marks that this process made at first starts. */
    private final Map<TopicPartition, Mark> begun = new HashMap<>();

    Preparer(
            ClusterConfig source,
            ClusterConfig target,
            Cluster targetCluster,
            FlowConfig flow,
            FlowFacts facts,
            StateWriter state,
            Engine engine) {
        this.offsets = flow.offsets();
        this.losses = new SourceLosses(flow.onSourceLoss());
        this.facts = facts;
        this.engine = engine;
        this.state = state;
        sourceControl = new LogControl(source, "baton-mirror-look");
        targetControl = new LogControl(target, "baton-mirror-look");
        sourceReader = new SourceLog(source, "baton-mirror-compare");
        targetReader = new SourceLog(target, "baton-mirror-compare");
        sourceLayouts = new LayoutCache(sourceControl);
        targetLayouts = new LayoutCache(targetControl);
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
     * @param gaps what is known of filling its gaps
     */
    PartitionStart prepare(MirroredTopic topic, int partition, @Nullable Mark known, Gaps gaps) {
        try {
            return prepare(Sides.of(topic, partition, sourceLayouts, targetLayouts), known, gaps);
        } catch (BatonException e) {
            sourceLayouts.forget(topic.source());
            targetLayouts.forget(topic.target());
            throw e;
        }
    }

    private PartitionStart prepare(Sides sides, @Nullable Mark known, Gaps gaps) {
        awaitFiller(sides);
        // what a first start that failed half-way has written itself is no foreign record
        Mark before = known == null ? begun.get(sides.source().topicPartition()) : known;
        if (before != null) {
            sides.requireIncarnationsOf(before);
        }
        Mark mark = before == null ? first(sides) : before;
        if (mark.mode() == Mark.Mode.MAPPED) {
            return mapped(sides, mark);
        }
        boolean mustKeep = offsets.of(sides.source().topic()) == OffsetsMode.PRESERVE;
        return switch (gaps) {
            case AS_EVER -> preserved(sides, mark, new Markers.Direct(facts.markerProducerId()));
            case NOT_TO_BE_WRITTEN ->
                mustKeep
                        ? preserved(sides, mark, owners.markers(sides.shard()))
                        : mapped(sides, goMapped(sides, mark, "there is no right to write markers on the target"));
            case OVERTAKEN ->
                mustKeep
                        ? preserved(sides, mark, new Markers.Direct(facts.markerProducerId()))
                        : mapped(sides, goMapped(sides, mark, "gaps come faster than they can be filled"));
        };
    }

    /** What was found out about filling the gaps of a partition. */
    enum Gaps {
        AS_EVER,
        /** The principal has no right to write markers. */
        NOT_TO_BE_WRITTEN,
        /** They come faster than they can be filled. */
        OVERTAKEN
    }

    // a marker under way would move the end of the log that is about to be read
    private void awaitFiller(Sides sides) {
        long deadline = System.nanoTime() + FILLER_PATIENCE.toNanos();
        while (engine.isFilling(sides.target())) {
            if (System.nanoTime() > deadline) {
                throw new BatonException(
                        FailureKind.UNREACHABLE, "the coordinator has not answered for a marker of " + sides.target());
            }
            LockSupport.parkNanos(FILLER_POLL.toNanos());
        }
    }

    /** Removes from the offset map what lies below the target's log start, while the partition is mirrored. */
    void trim(MirroredTopic topic, int partition, long targetStart) {
        Sides sides = Sides.of(topic, partition, sourceLayouts, targetLayouts);
        if (owners.owns(sides.shard())) {
            maps.trim(sides, targetStart);
        }
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
                0L,
                null);
    }

    // ---- preserved

    private PartitionStart preserved(Sides sides, Mark mark, Markers markers) {
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
        LostRange lost = lost(sides, found.nextSource(), end);
        if (lost != null && isTooMuchToFill(sides, lost)) {
            return mapped(sides, goMapped(sides, mark, lost.length() + " source offsets were lost, too many to fill"));
        }
        ProducerIdentity shared = new ProducerIdentity(facts.producerId(), (short) 0);
        return start(sides, mark, map, shared, markers, found.nextSource(), end, lost, filled(mark, stretch, found));
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
        return mark.alignedStart() > 0 && reader.hasNext() && reader.next() instanceof LogItem.Entry entry
                ? entry.timestamp()
                : System.currentTimeMillis();
    }

    // ---- mapped

    private PartitionStart mapped(Sides sides, Mark mark) {
        ProducerIdentity owner = owners.own(sides.shard());
        owners.fence(sides.shard(), sides.target().topicPartition());
        LogState log = targetControl.settledState(sides.target(), sides.targetLeader(), owner.id());
        OffsetMap written = maps.history(sides).below(log.end());
        Reconciler.Found found = walked(sides, mark, written, log.end());
        OffsetMap valid = corrected(sides, mark, written, found);
        long nextSource = Math.max(found.nextSource(), mark.alignedStart());
        LostRange lost = lost(sides, nextSource, log.end());
        Markers none = new Markers.Direct(facts.markerProducerId());
        return start(sides, mark, valid, owner, none, nextSource, log.end(), lost, mark.filled());
    }

    private Reconciler.Found walked(Sides sides, Mark mark, OffsetMap written, long end) {
        if (end < mark.targetOffset()) {
            return new Reconciler.Found(written.toSource(end), end);
        }
        if (written.isPreserved()) {
            return new Reconciler.Found(mark.sourceOffset(), mark.targetOffset());
        }
        Reconciler.Stretch stretch = stretch(sides, mark, written, end);
        Reconciler reconciler = reconciler(sides, stretch);
        Reconciler.Found found = sides.topic().compacted()
                ? reconciler.compacted(stretch, written)
                : reconciler.mapped(stretch, written);
        // fences put markers behind the records: where the source has nothing left of them, the end says too much of it
        return stretch.sourceOffset() > mark.sourceOffset() && found.dataEnd() == stretch.targetOffset()
                ? new Reconciler.Found(mirroredTo(sides, mark, written, end), found.dataEnd())
                : found;
    }

    /** One past the last source offset that has a record behind the mark. */
    private long mirroredTo(Sides sides, Mark mark, OffsetMap map, long end) {
        LogReader behind = new LogReader(targetReader, sides.target(), sides::targetLeader, mark.targetOffset(), end);
        long to = mark.sourceOffset();
        while (behind.hasNext()) {
            if (behind.next() instanceof LogItem.Entry record) {
                to = map.toSource(record.offset()) + 1;
            }
        }
        return to;
    }

    private long targetStart(Sides sides) {
        return targetControl.logStart(sides.target(), sides.targetLeader());
    }

    private Mark goMapped(Sides sides, Mark mark, String reason) {
        owners.own(sides.shard());
        if (maps.history(sides).isEmpty() && mark.targetOffset() > mark.alignedStart()) {
            maps.write(sides, List.of(new Run(mark.alignedStart(), mark.alignedStart())));
        }
        Mark mapped = mark.mappedFromNowOn(Instant.now());
        state.write(mapped);
        LOG.warn(
                "{} goes over to mapped offsets: {}; groups are translated exactly as before, but offsets that applications"
                        + " keep outside of Kafka are those of the source no longer, from {} on",
                sides.source(),
                reason,
                mark.sourceOffset());
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
        return new Reconciler(
                sides.source().toString(),
                new LogReader(
                        sourceReader, sides.source(), sides::sourceLeader, stretch.sourceOffset(), Long.MAX_VALUE),
                new LogReader(
                        targetReader,
                        sides.target(),
                        sides::targetLeader,
                        stretch.targetOffset(),
                        stretch.targetEnd()));
    }

    private PartitionStart start(
            Sides sides,
            Mark mark,
            OffsetMap map,
            ProducerIdentity producer,
            Markers markers,
            long nextSource,
            long nextTarget,
            @Nullable LostRange lost,
            @Nullable Long filled) {
        requireWhole(sides, nextSource);
        return new PartitionStart(
                sides.source(),
                sides.target(),
                mark.mode(),
                lost == null ? map : record(sides, lost, map),
                producer.id(),
                producer.epoch(),
                markers,
                nextSource,
                nextTarget,
                mark.alignedStart(),
                sides.topic().maxBatchBytes(),
                nextSource == mark.sourceOffset() ? mark.sourceLeaderEpoch() : null,
                lost == null ? null : Long.valueOf(lost.to()),
                mark.keptBelow(),
                filled);
    }

    // ---- what the source lost

    /** The source must still have what comes next, unless the flow goes on without. */
    private @Nullable LostRange lost(Sides sides, long next, long nextTarget) {
        long start = sourceControl.logStart(sides.source(), sides.sourceLeader());
        return losses.lost(sides, start, next, nextTarget).orElse(null);
    }

    private boolean isTooMuchToFill(Sides sides, LostRange lost) {
        return lost.length() > SourceLosses.MAX_FILLED
                && offsets.of(sides.source().topic()) == OffsetsMode.AUTO;
    }

    private OffsetMap record(Sides sides, LostRange lost, OffsetMap map) {
        LostRange unknown = losses.unknown(sides, lost, map).orElse(null);
        if (unknown == null) {
            return map;
        }
        owners.own(sides.shard());
        maps.write(sides, unknown);
        return map.withLost(
                Stream.concat(map.lost().stream(), Stream.of(unknown)).toList());
    }

    /** The source must have what is mirrored. */
    private void requireWhole(Sides sides, long next) {
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
