package dev.baton.state;

import java.time.Instant;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition is mirrored, written once a second where it changed.
 *
 * @param topic the source's name
 * @param sourceOffset the source offset of the next record to mirror, at the time of writing
 * @param targetOffset the log end offset of the target that goes with it; everything below is acknowledged
 * @param coveredTo every committed source record below it is on the target; passes over markers, aborted records, holes
 * @param alignedStart the source's log start offset that the target was aligned to at first start; translation never goes
 *     below it
 * @param sourceLeaderEpoch leader epoch of the last mirrored batch; null where none was mirrored yet
 * @param sourceEnd the source's high watermark as last seen; null where not yet seen
 * @param sourceStable the source's last stable offset as last seen; null where not yet seen
 * @param lastTimestamp time of the newest mirrored record, milliseconds since the epoch; null where none
 * @param time when this was true, by the clock of the mirror
 * @param filled offsets of the target that markers took in place of the source's gaps; null where not counted
 * @param keptBelow source offset below which the target has the source's offsets, on a partition that was preserved and is
 *     mapped since; else null
 * @param deletesMissingBelow source offset below which deletes may have been removed from a compacted log before they were
 *     mirrored, so that the target still has what they delete; null where none were
 * @param lastRun target offset at which the run of the offset map begins that the last mirrored record lies in; null on a
 *     preserved partition, where no record was mirrored yet, and in marks of versions that did not say so
 */
public record Mark(
        String topic,
        int partition,
        String targetTopic,
        String sourceTopicId,
        String targetTopicId,
        Mode mode,
        long sourceOffset,
        long targetOffset,
        long coveredTo,
        long alignedStart,
        @Nullable Integer sourceLeaderEpoch,
        @Nullable Long sourceEnd,
        @Nullable Long sourceStable,
        @Nullable Long lastTimestamp,
        Instant time,
        @Nullable Long filled,
        @Nullable Long keptBelow,
        @Nullable Long deletesMissingBelow,
        @Nullable Long lastRun)
        implements StateRecord {

    public Mark(
            String topic,
            int partition,
            String targetTopic,
            String sourceTopicId,
            String targetTopicId,
            Mode mode,
            long sourceOffset,
            long targetOffset,
            long coveredTo,
            long alignedStart,
            @Nullable Integer sourceLeaderEpoch,
            @Nullable Long sourceEnd,
            @Nullable Long sourceStable,
            @Nullable Long lastTimestamp,
            Instant time) {
        this(
                topic,
                partition,
                targetTopic,
                sourceTopicId,
                targetTopicId,
                mode,
                sourceOffset,
                targetOffset,
                coveredTo,
                alignedStart,
                sourceLeaderEpoch,
                sourceEnd,
                sourceStable,
                lastTimestamp,
                time,
                null,
                null,
                null,
                null);
    }

    public TopicPartition sourcePartition() {
        return new TopicPartition(topic, partition);
    }

    public TopicPartition targetPartition() {
        return new TopicPartition(targetTopic, partition);
    }

    /** The same mark in another mode, at another time. */
    public Mark with(Mode mode, Instant time) {
        return new Mark(
                topic,
                partition,
                targetTopic,
                sourceTopicId,
                targetTopicId,
                mode,
                sourceOffset,
                targetOffset,
                coveredTo,
                alignedStart,
                sourceLeaderEpoch,
                sourceEnd,
                sourceStable,
                lastTimestamp,
                time,
                filled,
                keptBelow,
                deletesMissingBelow,
                lastRun);
    }

    /** The same partition, which goes over to mapped offsets here. */
    public Mark mappedFromNowOn(Instant now) {
        return new Mark(
                topic,
                partition,
                targetTopic,
                sourceTopicId,
                targetTopicId,
                Mode.MAPPED,
                sourceOffset,
                targetOffset,
                coveredTo,
                alignedStart,
                sourceLeaderEpoch,
                sourceEnd,
                sourceStable,
                lastTimestamp,
                now,
                filled,
                targetOffset > alignedStart ? Long.valueOf(sourceOffset) : null,
                deletesMissingBelow,
                null);
    }

    /**
     * The same partition, known to be the same on both sides up to a lower point only.
     *
     * @param run where the run begins that the last record below that point lies in; null where there is none
     */
    public Mark loweredTo(long source, long target, @Nullable Long run, Instant now) {
        Long kept = keptBelow;
        boolean nothingLeft = mode == Mode.MAPPED && run == null;
        return new Mark(
                topic,
                partition,
                targetTopic,
                sourceTopicId,
                targetTopicId,
                mode,
                source,
                target,
                Math.min(coveredTo, source),
                alignedStart,
                source == sourceOffset ? sourceLeaderEpoch : null,
                sourceEnd,
                sourceStable,
                nothingLeft ? null : lastTimestamp,
                now,
                filled,
                kept == null ? null : Long.valueOf(Math.min(kept, source)),
                deletesMissingBelow,
                run);
    }

    /**
     * Whether the offset map lost runs that this mark rests on. A mapped partition begins with a run, and the one that its last
     * record lies in stays, also where the target's log starts behind it.
     *
     * @param last target offset at which the last run of the map begins; empty where there is none
     */
    public boolean lacksRuns(OptionalLong last) {
        if (mode == Mode.PRESERVED) {
            return false;
        }
        Long run = lastRun;
        return last.isEmpty() ? run != null || lastTimestamp != null : run != null && last.getAsLong() < run;
    }

    /** Whether two marks say the same, the time apart. */
    public boolean saysTheSameAs(Mark other) {
        return with(mode, other.time).equals(other);
    }

    /** How the offsets of a partition relate to the source's. */
    public enum Mode {
        PRESERVED,
        MAPPED
    }
}
