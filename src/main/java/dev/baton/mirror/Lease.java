package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may send for its shards, by a clock that does not stop while the process is frozen: checked just before
 * anything is sent. It rests on two things, both of which must be young. The group's coordinator confirmed the membership: no
 * other process has begun. And whoever switches could see that this process lives, and what was written for mirrors after that
 * is read and kept to: no switch has gone on without waiting for it. The one does not follow from the other, since a
 * coordinator that was restarted confirms a process that slept for any time, and the flow's state may be out of reach where the
 * group is not.
 */
final class Lease {
    /** What is sent in the last moment must still arrive before another process may have begun. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final long validNanos;
    private volatile @Nullable Long confirmed;
    private volatile @Nullable Long told;

    Lease(Duration session) {
        this.validNanos = session.minus(ON_THE_WAY).toNanos();
    }

    /** The coordinator confirmed our membership when asked at that moment, by {@link System#nanoTime}. */
    void renewed(long askedNanos) {
        confirmed = askedNanos;
    }

    /**
     * Whatever was written for mirrors is read and kept to, and it was after that moment, by {@link System#nanoTime}, that they
     * were told of this process.
     */
    void informed(long toldNanos) {
        told = toldNanos;
    }

    boolean isValid() {
        return !left().isZero();
    }

    /** @throws BatonException it does not hold, with the reason */
    void require() {
        String reason = lapse();
        if (reason != null) {
            throw new BatonException(FailureKind.UNREACHABLE, reason);
        }
    }

    /** Why it does not hold; null where it does. */
    @Nullable
    String lapse() {
        long now = System.nanoTime();
        if (left(confirmed, now) <= 0) {
            return "the group's coordinator does not confirm this mirror";
        }
        return left(told, now) <= 0
                ? "this mirror cannot tell that it lives, or not read what it is told: a switch would not wait for it"
                : null;
    }

    /** How long it holds if nobody renews it: what is sent must not be tried for longer than that; zero where it is over. */
    Duration left() {
        long now = System.nanoTime();
        return Duration.ofNanos(Math.max(0, Math.min(left(confirmed, now), left(told, now))));
    }

    private long left(@Nullable Long since, long now) {
        return since == null ? 0 : validNanos - (now - since);
    }
}
