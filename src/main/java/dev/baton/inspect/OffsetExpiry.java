package dev.baton.inspect;

import dev.baton.inspect.ReadinessReport.Severity;

/** Whether commits that wait on the target for a failover expire there too early. Pure. */
final class OffsetExpiry {
    static final String CONFIG = "offsets.retention.minutes";
    static final String CHECK = "offset-expiry";

    /** A broker's default, in minutes. */
    static final long WEEK = 7 * 24 * 60;

    private OffsetExpiry() {}

    /**
     * Looks at both settings, in minutes.
     *
     * @param here of the target
     * @param there of the source
     */
    static void check(Readiness readiness, long here, long there) {
        readiness.checking(CHECK);
        if (here < WEEK || here < there) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    CONFIG + " is " + here + " on the target, " + there + " on the source",
                    "commits that wait there for a failover expire earlier; a group without one starts at its reset policy",
                    "raise it on the target, or keep a mirror running, which commits anew");
        }
    }
}
