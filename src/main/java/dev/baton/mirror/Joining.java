package dev.baton.mirror;

import dev.baton.cluster.Membership;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A membership of a process that begins: where mirrors of the other kind are in its place, those that were killed a moment ago
 * are waited out, and before those that live it gives way. Used by one thread.
 */
final class Joining {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Membership membership;
    private final OtherMirrors others;
    private @Nullable Long refusedNanos;

    Joining(Membership membership, OtherMirrors others) {
        this.membership = membership;
        this.others = others;
    }

    /** Takes a step. */
    void poll(Duration wait) {
        try {
            membership.poll(wait);
        } catch (BatonException e) {
            if (e.kind() != FailureKind.REFUSED) {
                throw e;
            }
            long now = System.nanoTime();
            long first = refusedNanos == null ? now : refusedNanos;
            refusedNanos = first;
            if (now - first > OtherMirrors.COUNTED_OUT.toNanos()) {
                BatonException facts = others.refusal();
                throw facts == null ? e : facts;
            }
            Pause.take(PAUSE);
        }
    }
}
