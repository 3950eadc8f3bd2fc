package dev.baton.mirror;

import java.time.Duration;

/** Why a partition stopped being appended to, and what is to be done about it. */
sealed interface LaneEnd {
    /** Something was lost on the way, or the log is not where it was thought to be: read both logs anew. */
    record Resync(String reason) implements LaneEnd {}

    /** The broker gives no right to fill gaps with markers: the partition goes on mapped. */
    record GoMapped() implements LaneEnd {}

    /** It cannot go on as things are; tried again after the pause, since what is outside can heal. */
    record Fault(String reason, Duration pause) implements LaneEnd {}
}
