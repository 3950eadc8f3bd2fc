package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.LogControl;
import dev.baton.wire.RecordBatches;
import java.time.Instant;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Brings the empty log of a target partition to the source's log start: empty records up to it, then everything below is
 * deleted. The fillers carry the flow's producer id and their offset as sequence, one batch under way, so that a second
 * process that does the same cannot put one too many.
 */
final class Aligner {
    private static final int FILLERS_A_BATCH = 100_000;

    private final LogControl target;
    private final Runnable check;

    /** @param check called before each batch; throws where it is not to go on */
    Aligner(LogControl target, Runnable check) {
        this.target = target;
        this.check = check;
    }

    /**
     * Appends what is missing up to the start, in smaller batches where the topic does not take large ones.
     *
     * @param end where the log ends now
     * @param timestamp of the fillers, milliseconds since the epoch
     */
    void fill(Sides sides, long producerId, long end, long start, long timestamp) {
        long at = end;
        int atMost = FILLERS_A_BATCH;
        while (at < start) {
            check.run();
            int count = (int) Math.min(atMost, start - at);
            Appended outcome = target.append(sides.targetLeader(), batch(sides, producerId, at, count, timestamp));
            if (outcome instanceof Appended.Accepted accepted && accepted.baseOffset() == at) {
                at += count;
            } else if (outcome instanceof Appended.Refused refused && refused.tooLarge() && count > 1) {
                atMost = count / 2;
            } else {
                throw stopped(sides, start, at, outcome, timestamp);
            }
        }
    }

    private static Batch batch(Sides sides, long producerId, long at, int count, long timestamp) {
        boolean keyed = sides.topic().targetConfigs().compacts();
        int sequence = (int) (at & Integer.MAX_VALUE);
        return new Batch(
                sides.target(), RecordBatches.fillers(count, keyed, timestamp), producerId, (short) 0, sequence);
    }

    private BatonException stopped(Sides sides, long start, long at, Appended outcome, long timestamp) {
        String topic = sides.target().topic();
        if (!(outcome instanceof Appended.Refused refused)) {
            return new BatonException(
                    FailureKind.UNREACHABLE,
                    "bringing " + sides.target() + " to the source's log start " + start + " stopped at " + at + ": "
                            + outcome);
        }
        if (refused.authorisation()) {
            return target.missing("append to " + sides.target(), AclOperation.WRITE, ResourceType.TOPIC, topic);
        }
        return BatonException.refused(
                sides.target() + " of the target cannot be brought to the source's log start " + start
                        + ": at " + at + " it refuses empty records of "
                        + Instant.ofEpochMilli(timestamp) + " that are to fill it up (" + refused.error() + ")",
                "change the configs of topic " + topic + " there that refuse them, or name the topic in offsets.map, "
                        + Remirror.remedy(sides.source(), sides.target()));
    }

    /**
     * Deletes what lies below the start; called at every start of a mirror, since a broker that was killed soon after it
     * deleted records comes back with the log start at 0.
     */
    void deleteBelow(Sides sides, long start) {
        if (start > 0 && target.logStart(sides.target(), sides.targetLeader()) < start) {
            target.deleteRecords(sides.target(), sides.targetLeader(), start);
        }
    }
}
