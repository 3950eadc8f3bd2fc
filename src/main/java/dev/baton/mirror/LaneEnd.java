package dev.baton.mirror;

import dev.baton.cluster.Right;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Appended;
import dev.baton.wire.Fetched;
import dev.baton.wire.Piece;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Why a partition stopped being appended to, and what is to be done about it. */
sealed interface LaneEnd {
    Duration LONG_PAUSE = Duration.ofSeconds(30);
    Duration SHORT_PAUSE = Duration.ofSeconds(5);

    /** Something was lost on the way, or the log is not where it was thought to be: read both logs anew. */
    record Resync(String reason) implements LaneEnd {}

    /** The broker gives no right to fill gaps with markers. */
    record NoMarkers() implements LaneEnd {
        static final String REASON =
                "the right to write markers is missing on the target: ALTER on the cluster, or CLUSTER_ACTION";
    }

    /** Gaps come faster than they can be filled. */
    record Overtaken(String reason) implements LaneEnd {}

    /** It cannot go on as things are; tried again after the pause, since what is outside can heal. */
    record Fault(StopCause cause, String reason, Duration pause) implements LaneEnd {}

    /** Markers by the coordinator were not written, or nobody knows. */
    static LaneEnd notFilled(PartitionStart start, BatonException failure) {
        String reason = "gaps of " + start.target() + " cannot be filled: " + failure.getMessage();
        return failure.kind() == FailureKind.UNAUTHORISED
                ? new Fault(
                        StopCause.UNAUTHORISED,
                        reason + "; give the principal WRITE on transactional ids that begin with "
                                + ShardOwners.TRANSACTIONAL_IDS
                                + ", or ALTER on the target cluster, or name the topic in"
                                + " offsets.auto",
                        LONG_PAUSE)
                : new Resync(reason);
    }

    static LaneEnd outOfRange(PartitionStart start, long position) {
        return new Resync("source offset " + position + " of " + start.source() + " is not in the source's log");
    }

    static LaneEnd diverged(PartitionStart start, long position, long sameBelow) {
        return new Fault(
                StopCause.CONFLICT,
                "the source's log of " + start.source() + " was cut and written anew: at most below offset " + sameBelow
                        + " it is the one that was mirrored up to " + position
                        + "; find out what the source lost; to mirror anew what it has now, "
                        + Remirror.remedy(start.source(), start.target()),
                LONG_PAUSE);
    }

    static LaneEnd unreadable(PartitionStart start) {
        return new Fault(
                StopCause.UNAUTHORISED,
                missing("source", AclOperation.READ, start.source().topic()),
                SHORT_PAUSE);
    }

    static LaneEnd unseen(PartitionStart start) {
        return new Fault(
                StopCause.UNAUTHORISED,
                missing("target", AclOperation.READ, start.target().topic()),
                SHORT_PAUSE);
    }

    private static String missing(String side, AclOperation operation, String topic) {
        String right = new Right(operation, ResourceType.TOPIC, topic).words();
        return "not authorised on the " + side + ", " + right + " is missing: give it to the principal of the mirror";
    }

    /** What the source gives cannot be what was written to it: it is not passed on. */
    static LaneEnd damaged(PartitionStart start, Fetched.Damaged damaged) {
        return new Fault(
                StopCause.DAMAGED,
                "source offset " + damaged.offset() + " of " + start.source() + " cannot be read: " + damaged.what()
                        + "; look at the disk of the partition's leader, and where another replica is whole, make that"
                        + " one lead: the mirror goes on by itself",
                SHORT_PAUSE);
    }

    /** A broker, or all of them, said no to whoever asks. */
    static LaneEnd failed(BatonException failure) {
        return new Fault(StopCause.of(failure.kind()), failure.inFull(), SHORT_PAUSE);
    }

    /** A bug, which hits what is special about this partition. */
    static LaneEnd unexpected(RuntimeException failure) {
        return new Fault(StopCause.UNEXPECTED, "unexpected: " + failure, LONG_PAUSE);
    }

    /** Nobody knows whether the batch is in the log: the broker's answer says why. */
    static LaneEnd unconfirmed(PartitionStart start, Appended.Unknown outcome) {
        return new Resync("the target did not confirm records for " + start.target() + ": " + outcome.why());
    }

    /**
     * The broker had a batch of the same sequence numbers already, which this process did not send: another one, or an answer
     * that was lost. It compares the numbers, not the bytes. Or the topic has begun to stamp on append, and its configs are yet
     * to be looked at again.
     */
    static LaneEnd sentBefore(PartitionStart start, long source) {
        return new Resync("the batch of source offset " + source + " of " + start.source()
                + " was appended before, and not by this process");
    }

    static LaneEnd topicGone(PartitionStart start) {
        return new Resync("the source does not know topic " + start.source().topic() + " by its id any more");
    }

    static LaneEnd remade(PartitionStart start) {
        return new Resync("topic " + start.source().topic() + ", or "
                + start.target().topic() + " of the target, is not the one that was mirrored any more");
    }

    /**
     * Our batch was to lie at one offset of the target and came to lie at another: a marker that the broker wrote twice, or
     * a record of somebody else. Both logs tell which.
     */
    static LaneEnd displaced(PartitionStart start, long source, long expected, long found) {
        return new Resync("source offset " + source + " of " + start.source() + " was to be at " + expected + " of "
                + start.target() + " and came to lie at " + found);
    }

    static LaneEnd fenced(PartitionStart start) {
        return new Resync("another mirror took over " + start.target());
    }

    /** The target's answer to a batch is no, and will be no again until somebody does something. */
    static LaneEnd refused(PartitionStart start, Piece.Data piece, Appended.Refused refused) {
        String topic = start.target().topic();
        String what = "the target refuses " + records(start, piece, refused.record()) + ": ";
        if (refused.authorisation()) {
            return new Fault(StopCause.UNAUTHORISED, what + missing("target", AclOperation.WRITE, topic), SHORT_PAUSE);
        }
        return new Fault(StopCause.REJECTED, what + why(start, piece, refused), LONG_PAUSE);
    }

    private static String why(PartitionStart start, Piece.Data piece, Appended.Refused refused) {
        String topic = start.target().topic();
        if (refused.tooLarge()) {
            return piece.batch().remaining() + " bytes, and topic " + topic + " takes at most "
                    + start.targetConfigs().maxBatchBytes() + " (" + refused.error() + "); raise max.message.bytes of "
                    + start.source().topic()
                    + " on the source, which the mirror carries over, or message.max.bytes of the target's brokers";
        }
        if (refused.error().equals("INVALID_TIMESTAMP")) {
            return "its create time is outside of what topic " + topic + " takes, the newest there being "
                    + Instant.ofEpochMilli(piece.maxTimestamp()) + " (" + refused.error()
                    + "); raise message.timestamp.after.max.ms of " + topic
                    + " on the target, or for old records message.timestamp.before.max.ms";
        }
        return refused.error();
    }

    private static String records(PartitionStart start, Piece.Data piece, @Nullable Integer record) {
        if (record != null) {
            return "source offset " + (piece.source() + record) + " of " + start.source();
        }
        String last = piece.count() == 1 ? "" : " to " + (piece.nextSource() - 1);
        return "source offset " + piece.source() + last + " of " + start.source();
    }
}
