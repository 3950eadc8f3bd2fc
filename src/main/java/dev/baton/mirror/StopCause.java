package dev.baton.mirror;

import dev.baton.failure.FailureKind;
import java.util.Locale;

/** What kind of thing stopped a partition: few enough for a label of a metric, and for an alert to tell them apart. */
public enum StopCause {
    /** A broker that it needs does not answer, or there is no leader: heals by itself. */
    UNREACHABLE,
    /** A right is missing on either side: goes on once it is given. */
    UNAUTHORISED,
    /** The logs are not what they were: a topic made anew, records of somebody else, records lost. A person has to decide. */
    CONFLICT,
    /** The source gives bytes that cannot be what was written to it: a disk or a memory that fails. */
    DAMAGED,
    /** The target does not take a record: too large, or its time too far off. */
    REJECTED,
    /** A transaction of the source stays open, and nothing behind it can be read as committed. */
    OPEN_TRANSACTION,
    /** The topic cannot be made on the target, or is not to be seen there. */
    TOPIC,
    /** A bug, or a state that nobody foresaw. */
    UNEXPECTED;

    /** What a failure of preparing a partition stands for. */
    static StopCause of(FailureKind kind) {
        return switch (kind) {
            case UNREACHABLE, INTERRUPTED -> UNREACHABLE;
            case UNAUTHORISED -> UNAUTHORISED;
            case REFUSED, INCOMPLETE -> CONFLICT;
            case USAGE, UNEXPECTED -> UNEXPECTED;
        };
    }

    /** As a label of a metric. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
