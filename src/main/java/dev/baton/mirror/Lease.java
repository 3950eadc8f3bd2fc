package dev.baton.mirror;

import java.time.Duration;

/**
 * Whether this process still holds its shards, by a clock that does not stop while the process is frozen: checked just before
 * anything is sent.
 */
final class Lease {
    /** What is sent in the last moment must still arrive before another process may have begun. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final long validNanos;
    private volatile long renewedNanos;
    private volatile boolean held;

    Lease(Duration session) {
        this.validNanos = session.minus(ON_THE_WAY).toNanos();
    }

    /** The coordinator confirmed our membership when asked at that moment, by {@link System#nanoTime}. */
    void renewed(long askedNanos) {
        renewedNanos = askedNanos;
        held = true;
    }

    boolean isValid() {
        return held && System.nanoTime() - renewedNanos < validNanos;
    }

    /** How long it holds if nobody renews it: what is sent must not be tried for longer than that; zero where it is over. */
    Duration left() {
        long left = validNanos - (System.nanoTime() - renewedNanos);
        return held && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
