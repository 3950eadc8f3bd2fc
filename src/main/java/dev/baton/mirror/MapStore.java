package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.LostRange;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.offsets.RunHistory;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.ShardMap;
import dev.baton.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offset map of partitions while they are prepared: read, taken back, written by the shard's owner. Partitions of one
 * shard come one after the other, so that one shard's part is held at a time. Used by one thread.
 */
final class MapStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapStore.class);
    private static final long WRITE_SECONDS = 30;
    private static final long SETTLE_SECONDS = 10;

    /** What was read is read on from, but not for ever: by then the topic's own cleaning may have passed over it. */
    private static final Duration KEEP = Duration.ofMinutes(10);

    private static final int TOMBSTONES_A_WRITE = 10_000;

    private final String sourceAlias;
    private final Cluster target;
    private final Engine engine;
    private @Nullable ShardMap held;
    private int heldShard;
    private long heldSince;

    MapStore(String sourceAlias, Cluster target, Engine engine) {
        this.sourceAlias = sourceAlias;
        this.target = target;
        this.engine = engine;
    }

    /**
     * Waits until nothing is under way to the shard's part from this process: a run that a lane wrote ahead and that arrives
     * after the next one has read the topic would stand for records that went elsewhere. Costs a turn of the engine.
     */
    void settle(int shard) {
        await(shard, engine.settleMap(shard), SETTLE_SECONDS, "settled");
    }

    /** What the map topic says of the partition now; where this process owns the shard, {@link #settle} first. */
    RunHistory history(Sides sides) {
        RunHistory history =
                shard(sides).of(sides.target().topicId(), sides.target().partition());
        if (!history.isWhole()) {
            throw BatonException.refused(
                    "the offset map of " + sides.target() + " holds an entry that this version of Baton cannot read",
                    "mirror with the version that wrote it, or, to mirror the topic anew, "
                            + Remirror.remedy(sides.source(), sides.target()));
        }
        return history;
    }

    /** The same of a partition that is known to be mirrored so far: what its records lie in may not be missing. */
    RunHistory history(Sides sides, Mark mark) {
        RunHistory history = history(sides);
        if (mark.lacksRuns(history.lastTarget())) {
            throw BatonException.refused(
                    "the offset map of " + sides.target()
                            + " was lost, or the end of it: where on the target the records are"
                            + " that are mirrored up to " + mark.sourceOffset()
                            + " of the source is not known any more",
                    "find out what topic " + InternalTopics.offsetMap(sourceAlias)
                            + " of the target lost; to mirror the topic anew, "
                            + Remirror.remedy(sides.source(), sides.target()));
        }
        return history;
    }

    private ShardMap shard(Sides sides) {
        ShardMap shard = held;
        if (shard == null || heldShard != sides.shard() || System.nanoTime() - heldSince > KEEP.toNanos()) {
            close();
            shard = new ShardMap(target, sourceAlias, sides.shard());
            held = shard;
            heldShard = sides.shard();
            heldSince = System.nanoTime();
        }
        try {
            shard.readOn();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        return shard;
    }

    void write(Sides sides, List<Run> runs) {
        MapEntry entry = new MapEntry(sides.target().topicId(), sides.target().partition(), runs);
        write(sides.shard(), List.of(keyed(entry)));
    }

    /** Writes down what was lost, before anything behind it is mirrored. */
    void write(Sides sides, LostRange range) {
        byte[] key = MapCodec.lostKey(sides.target().topicId(), sides.target().partition(), range.from());
        write(
                sides.shard(),
                List.of(new RecordBatches.Keyed(ByteBuffer.wrap(key), ByteBuffer.wrap(MapCodec.value(range)))));
    }

    /**
     * Takes back every run at or beyond a target offset: runs are written ahead of their records, and those that no record
     * followed would contradict a later run. Removes those below the target's log start, too.
     *
     * @return the map of the others
     */
    OffsetMap keep(Sides sides, long targetStart, long dataEnd) {
        RunHistory history = history(sides);
        List<RecordBatches.Keyed> changes = new ArrayList<>();
        history.reaching(dataEnd).forEach(entry -> changes.add(shortened(history, entry, dataEnd)));
        changes.addAll(outlived(sides, history, targetStart));
        writeAll(sides, changes);
        return history.map();
    }

    /** Whether nothing is said of that life of the target topic. */
    boolean isSilent(Sides sides, Uuid targetTopicId) {
        RunHistory history = shard(sides).of(targetTopicId, sides.target().partition());
        return history.isEmpty() && history.lost().isEmpty();
    }

    /** Removes all that is said of an earlier life of the target topic; the shard is to be owned. */
    void drop(Sides sides, Uuid targetTopicId) {
        RunHistory gone = shard(sides).of(targetTopicId, sides.target().partition());
        int partition = sides.target().partition();
        List<RecordBatches.Keyed> changes = new ArrayList<>();
        gone.reaching(Long.MIN_VALUE)
                .forEach(entry -> changes.add(tombstone(MapCodec.key(targetTopicId, partition, entry.firstTarget()))));
        gone.lost().forEach(range -> changes.add(tombstone(MapCodec.lostKey(targetTopicId, partition, range.from()))));
        writeAll(sides, changes);
    }

    /** Removes what lies below the target's log start, and is no part of the map that anybody needs any more. */
    void trim(Sides sides, long targetStart) {
        List<RecordBatches.Keyed> changes = outlived(sides, history(sides), targetStart);
        writeAll(sides, changes);
        LOG.debug(
                "{}: {} entries of the offset map were below the log start {}",
                sides.target(),
                changes.size(),
                targetStart);
    }

    private static List<RecordBatches.Keyed> outlived(Sides sides, RunHistory history, long targetStart) {
        List<RecordBatches.Keyed> changes = new ArrayList<>();
        history.endingBelow(targetStart).forEach(key -> {
            history.remove(key);
            changes.add(tombstone(
                    MapCodec.key(sides.target().topicId(), sides.target().partition(), key)));
        });
        history.lost().stream().filter(range -> range.target() < targetStart).forEach(range -> {
            history.removeLost(range.from());
            changes.add(tombstone(
                    MapCodec.lostKey(sides.target().topicId(), sides.target().partition(), range.from())));
        });
        return changes;
    }

    private void writeAll(Sides sides, List<RecordBatches.Keyed> changes) {
        for (int from = 0; from < changes.size(); from += TOMBSTONES_A_WRITE) {
            write(sides.shard(), changes.subList(from, Math.min(changes.size(), from + TOMBSTONES_A_WRITE)));
        }
    }

    private static RecordBatches.Keyed shortened(RunHistory history, MapEntry entry, long dataEnd) {
        List<Run> followed =
                entry.runs().stream().filter(run -> run.target() < dataEnd).toList();
        history.remove(entry.firstTarget());
        if (followed.isEmpty()) {
            return tombstone(MapCodec.key(entry));
        }
        MapEntry kept = new MapEntry(entry.topicId(), entry.partition(), followed);
        history.put(kept);
        return keyed(kept);
    }

    private static RecordBatches.Keyed tombstone(byte[] key) {
        return new RecordBatches.Keyed(ByteBuffer.wrap(key), null);
    }

    private static RecordBatches.Keyed keyed(MapEntry entry) {
        return new RecordBatches.Keyed(ByteBuffer.wrap(MapCodec.key(entry)), ByteBuffer.wrap(MapCodec.value(entry)));
    }

    private void write(int shard, List<RecordBatches.Keyed> records) {
        await(shard, engine.writeMap(shard, records), WRITE_SECONDS, "written");
    }

    /** What is held may say more than the topic where a write failed: it is read anew then. */
    private void await(int shard, Future<Boolean> answer, long seconds, String what) {
        boolean done = false;
        try {
            done = answer.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no answer from the offset map", e);
        }
        if (!done) {
            close();
            String why = engine.stalledMap(shard);
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    why == null ? "the offset map of shard " + shard + " cannot be " + what : why);
        }
    }

    @Override
    public void close() {
        if (held != null) {
            held.close();
            held = null;
        }
    }
}
