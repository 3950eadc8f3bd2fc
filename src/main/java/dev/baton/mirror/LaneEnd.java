package dev.baton.mirror;

import dev.baton.wire.Appended;
import java.time.Duration;

/** Why a partition stopped being appended to, and what is to be done about it. */
sealed interface LaneEnd {
    Duration LONG_PAUSE = Duration.ofSeconds(30);
    Duration SHORT_PAUSE = Duration.ofSeconds(5);

    /** Something was lost on the way, or the log is not where it was thought to be: read both logs anew. */
    record Resync(String reason) implements LaneEnd {}

    /** The broker gives no right to fill gaps with markers: the partition goes on mapped. */
    record GoMapped() implements LaneEnd {}

    /** It cannot go on as things are; tried again after the pause, since what is outside can heal. */
    record Fault(String reason, Duration pause) implements LaneEnd {}

    static LaneEnd sourceLost(PartitionStart start, long position, long logStart) {
        return new Fault(
                "source offset " + position + " of " + start.source()
                        + " is not in the source's log any more (it starts at " + logStart
                        + "): retention passed the mirror, or the log was cut; delete "
                        + start.target().topic()
                        + " on the target to mirror it anew",
                LONG_PAUSE);
    }

    static LaneEnd unreadable(PartitionStart start) {
        return new Fault(
                "the source refuses to let this principal read "
                        + start.source().topic(),
                SHORT_PAUSE);
    }

    static LaneEnd topicGone(PartitionStart start) {
        return new Resync("the source does not know topic " + start.source().topic() + " by its id any more");
    }

    /** Our batch was to lie at one offset of the target and came to lie at another. */
    static LaneEnd foreign(PartitionStart start, long source, long expected, long found) {
        return new Fault(
                "a record of somebody else is in " + start.target() + ": source offset " + source + " was to be at "
                        + expected + " and came to lie at " + found
                        + "; let nobody but Baton write to the topic, delete it on the target and mirror it anew",
                LONG_PAUSE);
    }

    static LaneEnd fenced(PartitionStart start) {
        return new Resync("another mirror took over " + start.target());
    }

    static LaneEnd refused(PartitionStart start, long source, Appended.Refused refused) {
        String what = "the target refuses source offset " + source + " of " + start.source() + ": " + refused.error();
        return new Fault(
                refused.authorisation()
                        ? what + "; give the principal WRITE on "
                                + start.target().topic()
                        : what,
                refused.authorisation() ? SHORT_PAUSE : LONG_PAUSE);
    }
}
