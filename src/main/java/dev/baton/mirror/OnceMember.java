package dev.baton.mirror;

import dev.baton.cluster.Membership;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A membership of a process that is to come to an end by itself: where it is refused, or may send nothing for long, it ends
 * with the reason, since nobody is there to see it wait. Used by one thread.
 */
final class OnceMember {
    /** Longer than another process may take to give shards up, and a group to find another coordinator. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Membership membership;
    private final Lease lease;
    private final SignOfLife signOfLife;
    private final String targetAlias;
    private @Nullable Long withoutLease;

    OnceMember(Membership membership, Lease lease, SignOfLife signOfLife, String targetAlias) {
        this.membership = membership;
        this.lease = lease;
        this.signOfLife = signOfLife;
        this.targetAlias = targetAlias;
    }

    /**
     * Heartbeats.
     *
     * @throws BatonException why it cannot go on
     */
    void poll(Duration wait) {
        membership.poll(wait);
        BatonException isolated = signOfLife.failing();
        if (isolated != null) {
            throw isolated;
        }
        String lapse = lease.lapse();
        if (lapse == null) {
            withoutLease = null;
            return;
        }
        Long since = withoutLease == null ? Long.valueOf(System.nanoTime()) : withoutLease;
        withoutLease = since;
        if (System.nanoTime() - since > LONG.toNanos()) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "cluster " + targetAlias + ": for " + LONG.toSeconds() + " s " + lapse,
                    "what was done so far is kept: run it again when the cluster is well");
        }
    }
}
