package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Leader;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.RecordBatches;
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
     * Appends what is missing up to the start.
     *
     * @param end where the log ends now
     * @param timestamp of the fillers, milliseconds since the epoch
     */
    void fill(PartitionRef partition, Leader leader, long producerId, long end, long start, long timestamp) {
        long at = end;
        while (at < start) {
            check.run();
            int count = (int) Math.min(FILLERS_A_BATCH, start - at);
            Batch batch = new Batch(partition, RecordBatches.fillers(count, timestamp), producerId, (short) 0, (int)
                    (at & Integer.MAX_VALUE));
            Appended outcome = target.append(leader, batch);
            if (outcome instanceof Appended.Refused refused && refused.authorisation()) {
                throw target.missing(
                        "append to " + partition, AclOperation.WRITE, ResourceType.TOPIC, partition.topic());
            }
            if (!(outcome instanceof Appended.Accepted accepted) || accepted.baseOffset() != at) {
                throw new BatonException(
                        FailureKind.UNREACHABLE,
                        "bringing " + partition + " to the source's log start " + start + " stopped at " + at + ": "
                                + outcome);
            }
            at += count;
        }
    }

    /**
     * Deletes what lies below the start; called at every start of a mirror, since a broker that was killed soon after it
     * deleted records comes back with the log start at 0.
     */
    void deleteBelow(PartitionRef partition, Leader leader, long start) {
        if (start > 0 && target.logStart(partition, leader) < start) {
            target.deleteRecords(partition, leader, start);
        }
    }
}
