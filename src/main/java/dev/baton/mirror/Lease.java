package dev.baton.mirror;

import java.time.Duration;

/**
 * Whether this process still holds its shards, by a clock that does not stop while the process is frozen: checked just before
 * anything is sent.
 */
final class Lease {
    private final long sessionNanos;
    private volatile long renewedNanos;
    private volatile boolean held;

    Lease(Duration session) {
        this.sessionNanos = session.toNanos();
    }

    /** The group heard from us at that moment, by {@link System#nanoTime}. */
    void renewed(long nanos) {
        renewedNanos = nanos;
        held = true;
    }

    boolean isValid() {
        return held && System.nanoTime() - renewedNanos < sessionNanos;
    }
}
