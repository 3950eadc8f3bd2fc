package dev.baton.mirror;

import dev.baton.cluster.Membership;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A membership of a process that goes on when it is refused: a right that is withdrawn for a moment, credentials that a broker
 * does not know yet, the other kind of mirror in its place. Meanwhile the lease runs out, and nothing is sent. One that
 * may be a member, but can neither tell the others that it lives nor be told what to keep to, leaves the work to them until it
 * can. Used by one thread.
 */
final class PatientMember {
    private static final Logger LOG = LoggerFactory.getLogger(PatientMember.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Membership membership;
    private final Lease lease;
    private final Supplier<@Nullable BatonException> isolated;
    private Duration pause = FIRST_PAUSE;
    private @Nullable String said;
    private boolean away;

    /** @param isolated why it cannot tell or be told for long; null where it can */
    PatientMember(Membership membership, Lease lease, Supplier<@Nullable BatonException> isolated) {
        this.membership = membership;
        this.lease = lease;
        this.isolated = isolated;
    }

    /** Heartbeats; where it is refused it says so once, and waits the longer the more often. */
    void poll(Duration wait) {
        stayAwayWhileIsolated();
        if (away) {
            Pause.take(wait);
            return;
        }
        try {
            membership.poll(wait);
            if (lease.isValid()) {
                healed();
            }
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNAUTHORISED && e.kind() != FailureKind.REFUSED) {
                throw e;
            }
            say(e);
            pause();
        }
    }

    private void stayAwayWhileIsolated() {
        BatonException why = isolated.get();
        if (why != null) {
            say(why);
        }
        if (why != null && !away) {
            membership.leave();
        } else if (why == null && away) {
            membership.join();
        }
        away = why != null;
    }

    private void healed() {
        if (said != null) {
            LOG.info("it is a member of the flow's mirrors again");
        }
        said = null;
        pause = FIRST_PAUSE;
    }

    private void say(BatonException refusal) {
        String words = refusal.inFull();
        if (!words.equals(said)) {
            LOG.warn("nothing is mirrored by this process until it is taken in again: {}", words);
            said = words;
        }
    }

    private void pause() {
        Pause.take(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
}
