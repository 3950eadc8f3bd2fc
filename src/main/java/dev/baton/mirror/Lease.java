package dev.baton.mirror;

import java.time.Duration;

/**
 * Whether this process still holds its shards, by a clock that does not stop while the process is frozen: checked just before
 * anything is sent. A coordinator that was restarted meanwhile may confirm a process that slept for any time; a switch has not
 * waited for it so long. So once the lease ran out, it holds again only when the word of a switch was looked for since.
 */
final class Lease {
    /** What is sent in the last moment must still arrive before another process may have begun. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final long validNanos;
    private volatile long renewedNanos;
    private volatile boolean held;
    /** When the coordinator confirmed us after the lease had run out. */
    private long wokeNanos;

    private volatile boolean uninformed;

    Lease(Duration session) {
        this.validNanos = session.minus(ON_THE_WAY).toNanos();
    }

    /** The coordinator confirmed our membership when asked at that moment, by {@link System#nanoTime}. */
    synchronized void renewed(long askedNanos) {
        if (held && askedNanos - renewedNanos >= validNanos) {
            uninformed = true;
            wokeNanos = askedNanos;
        }
        renewedNanos = askedNanos;
        held = true;
    }

    /**
     * Whatever was written for mirrors is read and kept to, and it was after that moment, by {@link System#nanoTime}, that they
     * were told of this process.
     */
    synchronized void informed(long toldNanos) {
        uninformed &= toldNanos - wokeNanos < 0;
    }

    boolean isValid() {
        return !left().isZero();
    }

    /** How long it holds if nobody renews it: what is sent must not be tried for longer than that; zero where it is over. */
    Duration left() {
        long left = validNanos - (System.nanoTime() - renewedNanos);
        return held && !uninformed && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
