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
import dev.baton.offsets.RunHistory;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateWriter;
import dev.baton.wire.ProducerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where a partition goes on, and proves it, before anything is appended: the target's log is the state, the last
 * mark says where both logs are known to agree, and what lies behind the mark is compared record by record. Where offsets are
 * preserved the target's log start is brought to the source's. Used by one thread.
 */
final class Preparer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Preparer.class);

    private static final Duration FIRST_WORD = Duration.ofSeconds(3);
    private static final Duration FILLER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(2);

    private final OffsetsChoice offsets;
    private final SourceLosses losses;
    private final PartitionLogs logs;
    private final FirstStart firstStart;
    private final MapStore maps;
    private final StateWriter state;
    private final ShardOwners owners;
    private final FlowFacts facts;
    private final Engine engine;
    private final Markers.Direct direct;
    private final Set<String> remirror;
    private final TargetLosses targetLosses;
    private final LostTails lostTails;
    private BooleanSupplier wanted = () -> true;
    private volatile boolean appending;
    private boolean saidCoordinated;

    /** @param remirror topics, by their names on the source, that may begin anew where they are new and empty on the target */
    Preparer(
            ClusterConfig source,
            ClusterConfig target,
            Cluster targetCluster,
            FlowConfig flow,
            FlowFacts facts,
            StateWriter state,
            Engine engine,
            Set<String> remirror,
            TargetLosses targetLosses) {
        this.offsets = flow.offsets();
        this.losses = new SourceLosses(flow.onSourceLoss());
        this.facts = facts;
        this.engine = engine;
        this.direct = new Markers.Direct(facts.markerProducerId());
        this.state = state;
        logs = new PartitionLogs(source, target);
        maps = new MapStore(facts.from(), targetCluster, engine);
        firstStart = new FirstStart(flow.offsets(), facts, state, logs, maps);
        this.remirror = remirror;
        this.targetLosses = targetLosses;
        lostTails = new LostTails(state::write, targetLosses);
        owners = new ShardOwners(
                facts.from() + "." + facts.to(), InternalTopics.offsetMap(facts.from()), logs.target(), engine);
    }

    ShardOwners owners() {
        return owners;
    }

    /**
     * Where the partition goes on.
     *
     * @param known the last mark, or what this process last had acknowledged; null at first start
     * @param gaps what is known of filling its gaps
     * @param stillWanted asked just before anything is appended: a switch or a rebalance may have come meanwhile
     */
    PartitionStart prepare(
            MirroredTopic topic, int partition, @Nullable Mark known, Gaps gaps, BooleanSupplier stillWanted) {
        wanted = stillWanted;
        awaitLease();
        engine.lease().require();
        try {
            return prepare(logs.sides(topic, partition), known, gaps);
        } catch (BatonException e) {
            logs.forget(topic);
            throw e;
        }
    }

    private PartitionStart prepare(Sides sides, @Nullable Mark known, Gaps gaps) {
        awaitFiller(sides);
        Mark before = known == null ? firstStart.begun(sides) : known;
        if (before != null
                && !sides.areIncarnationsOf(before)
                && remirror.contains(sides.source().topic())) {
            before = begunAnew(sides, before);
        }
        if (before != null) {
            sides.requireIncarnationsOf(before);
        }
        PartitionStart start = start(sides, before == null ? firstStart.begin(sides) : before, gaps);
        return before == null ? start : withMissingDeletes(sides, before, start);
    }

    private PartitionStart start(Sides sides, Mark mark, Gaps gaps) {
        if (mark.mode() == Mark.Mode.MAPPED) {
            return mapped(sides, mark);
        }
        boolean mustKeep = offsets.of(sides.source().topic()) == OffsetsMode.PRESERVE;
        return switch (gaps) {
            case AS_EVER -> preserved(sides, mark, direct);
            case NOT_TO_BE_WRITTEN ->
                mustKeep
                        ? preserved(sides, mark, coordinated(sides))
                        : mapped(sides, goMapped(sides, mark, LaneEnd.NoMarkers.REASON));
            case OVERTAKEN ->
                mustKeep
                        ? preserved(sides, mark, direct)
                        : mapped(sides, goMapped(sides, mark, "gaps come faster than they can be filled"));
        };
    }

    /** Deletes that came while a partition stood still may be gone from a compacted log before they could be read. */
    private PartitionStart withMissingDeletes(Sides sides, Mark before, PartitionStart start) {
        if (!sides.topic().forgetsDeletesOf(before.time(), Instant.now())) {
            return start;
        }
        long end = logs.sourceEnd(sides);
        if (end <= before.coveredTo()) {
            return start;
        }
        LOG.warn(
                "{}: deletes may be missing below source offset {}: it was last mirrored at {}, and the source keeps deletes for {}"
                        + " (delete.retention.ms); what they delete stays on the target; to mirror it anew, {}",
                sides.source(),
                end,
                before.time(),
                sides.topic().deleteRetention(),
                Remirror.remedy(sides.source(), sides.target()));
        return start.missingDeletesBelow(end);
    }

    private Markers coordinated(Sides sides) {
        if (!saidCoordinated) {
            saidCoordinated = true;
            LOG.warn(
                    "{}; gaps of partitions that are to be preserved are filled by its transaction coordinator, more slowly",
                    LaneEnd.NoMarkers.REASON);
        }
        return owners.markers(sides.shard());
    }

    /**
     * The mark of a topic that was deleted on the target so that it be mirrored anew; null where that is yet to begin, and
     * nothing is left of what was said of its earlier life.
     */
    private @Nullable Mark begunAnew(Sides sides, Mark old) {
        Mark begun = firstStart.begun(sides);
        if (begun != null && sides.areIncarnationsOf(begun)) {
            return begun;
        }
        long end = logs.target(sides, facts.producerId()).end();
        if (end > 0 || old.targetTopicId().equals(sides.target().topicId().toString())) {
            throw BatonException.refused(
                    "topic " + sides.target().topic() + " of the target is not new and empty, so that " + sides.source()
                            + " cannot be mirrored anew: it ends at " + end,
                    Remirror.remedy(sides.source(), sides.target()));
        }
        if (!maps.isSilent(sides, Uuid.fromString(old.targetTopicId()))) {
            owners.own(sides.shard());
            maps.settle(sides.shard());
            maps.drop(sides, Uuid.fromString(old.targetTopicId()));
        }
        LOG.warn("{} is mirrored anew: what was mirrored up to {} is forgotten", sides.source(), old.sourceOffset());
        return null;
    }

    /** What was found out about filling the gaps of a partition. */
    enum Gaps {
        AS_EVER,
        /** The principal has no right to write markers. */
        NOT_TO_BE_WRITTEN,
        /** They come faster than they can be filled. */
        OVERTAKEN
    }

    /** Whether something may be under way to a partition of the target; from any thread. */
    boolean isAppending() {
        return appending;
    }

    /** Says first that it appends and looks then whether it may: who ends a partition does the same the other way round. */
    private void append(Runnable task) {
        appending = true;
        try {
            requireWanted();
            task.run();
        } finally {
            appending = false;
        }
    }

    // a shard is taken on a moment before its coordinator's first word
    private void awaitLease() {
        long deadline = System.nanoTime() + FIRST_WORD.toNanos();
        while (!engine.lease().isValid() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void requireWanted() {
        engine.lease().require();
        if (!wanted.getAsBoolean()) {
            throw new BatonException(FailureKind.INTERRUPTED, "it is not to be mirrored any more");
        }
    }

    // a marker under way would move the end of the log that is about to be read
    private void awaitFiller(Sides sides) {
        long deadline = System.nanoTime() + FILLER_PATIENCE.toNanos();
        while (engine.isFilling(sides.target())) {
            if (System.nanoTime() > deadline) {
                throw new BatonException(
                        FailureKind.UNREACHABLE, "the coordinator has not answered for a marker of " + sides.target());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Removes from the offset map what lies below the target's log start, while the partition is mirrored. */
    void trim(MirroredTopic topic, int partition, long targetStart) {
        Sides sides = logs.sides(topic, partition);
        if (owners.owns(sides.shard())) {
            maps.trim(sides, targetStart);
        }
    }

    // ---- preserved

    /** A log that ends before what it acknowledged has to say so twice, since it may not be its leader that answers. */
    private PartitionStart preserved(Sides asked, Mark mark, Markers markers) {
        long end = logs.target(asked, facts.producerId()).end();
        if (Math.max(end, mark.alignedStart()) >= mark.targetOffset()) {
            return preserved(asked, mark, markers, end);
        }
        Sides sides = logs.askedAnew(asked);
        sides.requireIncarnationsOf(mark);
        return preserved(
                sides, mark, markers, logs.target(sides, facts.producerId()).end());
    }

    private PartitionStart preserved(Sides sides, Mark mark, Markers markers, long endAsAsked) {
        long end = aligned(sides, endAsAsked, mark.alignedStart());
        noteLoss(sides, mark, end);
        if (owners.renew(sides.shard())) {
            maps.settle(sides.shard());
        }
        RunHistory history = maps.history(sides);
        OffsetMap map = history.below(end);
        Mark left = end < mark.targetOffset() ? Marks.lowered(mark, history.map(), end, Instant.now()) : mark;
        Reconciler.Stretch stretch = logs.stretch(sides, left, map, end);
        Reconciler.Found found = compared(sides, left, stretch, map);
        if (!map.isPreserved() || end != found.nextSource() || !found.shifts().isEmpty()) {
            owners.own(sides.shard());
            map = corrected(sides, mark, map, found);
        }
        LostRange lost = lost(sides, found.nextSource(), end);
        if (lost != null
                && SourceLosses.isTooMuchToFill(lost, offsets.of(sides.source().topic()))) {
            return mapped(sides, goMapped(sides, mark, lost.length() + " source offsets were lost, too many to fill"));
        }
        ProducerIdentity shared = new ProducerIdentity(facts.producerId(), (short) 0);
        return start(sides, mark, map, shared, markers, found, end, lost, filled(mark, stretch, found));
    }

    /**
     * Brings the target's log to where the source's began at first start. Where that is done the source is not asked: its
     * retention has passed it since, as a rule.
     *
     * @return where the target's log ends then
     */
    private long aligned(Sides sides, long end, long start) {
        Aligner aligner = new Aligner(logs.target(), this::requireWanted);
        if (end < start) {
            long oldest = logs.oldestTime(sides, start);
            append(() -> aligner.fill(sides, facts.producerId(), end, start, oldest));
        }
        append(() -> aligner.deleteBelow(sides, start));
        return Math.max(end, start);
    }

    private Reconciler.Found compared(Sides sides, Mark mark, Reconciler.Stretch stretch, OffsetMap map) {
        if (stretch.length() == 0) {
            return new Reconciler.Found(stretch.sourceOffset(), stretch.targetEnd());
        }
        requireComparable(sides, mark, stretch);
        Reconciler reconciler = logs.reconciler(sides, stretch);
        return sides.topic().compacted()
                ? reconciler.preservedCompacted(stretch, map)
                : reconciler.preserved(stretch, map);
    }

    // a source that ends before it would look as if it could not be read; retention of the target may put a stretch
    // beyond that
    private void requireComparable(Sides sides, Mark mark, Reconciler.Stretch stretch) {
        logs.requireWhole(sides, Math.min(mark.sourceOffset(), stretch.sourceOffset()));
    }

    /**
     * The map without what no record followed, and with the runs of records that lie behind a marker too many, since the
     * process that appended them ended before it could say so.
     */
    private OffsetMap corrected(Sides sides, Mark mark, OffsetMap map, Reconciler.Found found) {
        OffsetMap valid = maps.keep(sides, logs.targetStart(sides), found.validBelow(map));
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
                    "{}: {} offsets too many on the target before source offset {}, which hold no record (control markers"
                            + " written twice, or what somebody else aborted): a run of the offset map says so",
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

    // ---- mapped

    /**
     * The fence takes an offset: behind it, a log that lost as much would look whole. So where the log ends is read before,
     * and a mark beyond it is lowered. What an earlier owner may append until the fence lies behind that, and is compared.
     */
    private PartitionStart mapped(Sides sides, Mark known) {
        ProducerIdentity owner = owners.own(sides.shard());
        maps.settle(sides.shard());
        long before = logs.target(sides, owner.id()).end();
        Mark mark = lostTails.fitting(known, before, higher -> lowered(sides, higher, before));
        RunHistory history = maps.history(sides, mark);
        append(() -> owners.fence(sides.shard(), sides.target().topicPartition()));
        long end = logs.fencedTarget(sides, owner, before).end();
        OffsetMap written = history.below(end);
        Reconciler.Found found = walked(sides, mark, written, end);
        lostTails.compared(sides, known, found.nextSource());
        OffsetMap valid = corrected(sides, mark, written, found);
        Reconciler.Found next = found.notBelow(mark.alignedStart());
        LostRange lost = lost(sides, next.nextSource(), end);
        return start(sides, mark, valid, owner, direct, next, end, lost, mark.filled());
    }

    private Mark lowered(Sides sides, Mark mark, long end) {
        requireWanted();
        return Marks.lowered(mark, maps.history(sides, mark).map(), logs.dataEnd(sides, end), Instant.now());
    }

    private Reconciler.Found walked(Sides sides, Mark mark, OffsetMap written, long end) {
        if (written.isPreserved()) {
            return new Reconciler.Found(mark.sourceOffset(), mark.targetOffset());
        }
        Reconciler.Stretch stretch = logs.stretch(sides, mark, written, end);
        requireComparable(sides, mark, stretch);
        Reconciler reconciler = logs.reconciler(sides, stretch);
        Reconciler.Found found = sides.topic().compacted()
                ? reconciler.compacted(stretch, written)
                : reconciler.mapped(stretch, written);
        // fences put markers behind the records: where the source has nothing left of them, the end says too much of it
        return stretch.sourceOffset() > mark.sourceOffset() && found.dataEnd() == stretch.targetOffset()
                ? new Reconciler.Found(logs.mirroredTo(sides, mark, written, end), found.dataEnd())
                : found;
    }

    private Mark goMapped(Sides sides, Mark mark, String reason) {
        owners.own(sides.shard());
        maps.settle(sides.shard());
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

    private PartitionStart start(
            Sides sides,
            Mark mark,
            OffsetMap map,
            ProducerIdentity producer,
            Markers markers,
            Reconciler.Found found,
            long nextTarget,
            @Nullable LostRange lost,
            @Nullable Long filled) {
        long nextSource = found.nextSource();
        logs.requireWhole(sides, nextSource);
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
                sides.topic().targetConfigs(),
                nextSource == mark.sourceOffset() ? mark.sourceLeaderEpoch() : found.leaderEpoch(),
                lost == null ? null : Long.valueOf(lost.to()),
                mark.keptBelow(),
                mark.deletesMissingBelow(),
                filled);
    }

    private void noteLoss(Sides sides, Mark mark, long end) {
        if (end < mark.targetOffset()) {
            targetLosses.found(sides, end, mark.targetOffset());
        }
    }

    // ---- what the source lost

    /** The source must still have what comes next, unless the flow goes on without. */
    private @Nullable LostRange lost(Sides sides, long next, long nextTarget) {
        return losses.lost(sides, logs.sourceStart(sides), next, nextTarget).orElse(null);
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

    @Override
    public void close() {
        logs.close();
        maps.close();
    }
}
