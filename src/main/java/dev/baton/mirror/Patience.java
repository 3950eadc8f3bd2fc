package dev.baton.mirror;

import dev.baton.cluster.Outcome;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How long one of the questions of a round, which goes to many brokers, is waited for: those that answer must not wait long for
 * one that does not, since nothing is carried over meanwhile, and no switch acknowledged. These are questions that a broker
 * answers from its memory, within milliseconds, so that seconds are for connecting and for pauses. A cluster that is slow gets
 * more: a multiple of what it took when all answered last; and where nobody answers at all there is nobody to hold up, and
 * twice as much each time. Who was silent while others answered may be slow, and not gone: so now and then it is waited for as
 * long as a call may take anyhow. Pure.
 */
final class Patience {
    private static final Duration LEAST = Duration.ofSeconds(3);
    private static final int MARGIN = 4;
    /** Groups that can be carried over are asked about more often. */
    private static final Duration NOBODY = Duration.ofSeconds(30);
    /** By then a group whose coordinator died has another one. */
    private static final Duration FIRST_IN_FULL = Duration.ofMinutes(1);

    private static final Duration IN_FULL = Duration.ofMinutes(2);
    private static final Duration LONG_AGO = Duration.ofMinutes(10);

    private final Duration most;
    private Duration now;
    private @Nullable Instant heard;
    private @Nullable Instant nextInFull;
    private boolean inFull;

    /** @param most what a call may take anyhow */
    Patience(Duration most) {
        this.most = most;
        this.now = atMost(LEAST);
    }

    Duration now() {
        return inFull ? most : now;
    }

    /** Some answered, and others did not: of those nothing can be learned. */
    void someAnswered(Instant at) {
        heard = at;
        silence(at);
    }

    private void silence(Instant at) {
        Instant next = nextInFull;
        if (inFull) {
            inFull = false;
            nextInFull = at.plus(IN_FULL);
        } else if (next == null || next.plus(LONG_AGO).isBefore(at)) {
            nextInFull = at.plus(FIRST_IN_FULL);
        } else {
            inFull = !at.isBefore(next);
        }
    }

    /** All answered, after so long. */
    void allAnswered(Instant at, Duration took) {
        heard = at;
        if (inFull && took.compareTo(LEAST) > 0) {
            // it was slow, and will be
            inFull = false;
            nextInFull = at;
        }
        Duration ample = took.multipliedBy(MARGIN);
        now = atMost(ample.compareTo(LEAST) > 0 ? ample : LEAST);
    }

    /** None answered; that may be because only those were asked that do not. */
    void noneAnswered(Instant at) {
        silence(at);
        if (heard == null || heard.plus(NOBODY).isBefore(at)) {
            now = atMost(now.multipliedBy(2));
        }
    }

    /** What became of a question about many. */
    <T> void answered(Instant asked, Instant at, Collection<Outcome<T>> outcomes) {
        answered(
                asked,
                at,
                outcomes.size(),
                outcomes.stream().filter(Patience::isSilence).count());
    }

    /** The same by how many were asked about, and for how many of them nobody answered. */
    void answered(Instant asked, Instant at, long all, long silent) {
        if (all == 0) {
            return;
        }
        if (silent == 0) {
            allAnswered(at, Duration.between(asked, at));
        } else if (silent < all) {
            someAnswered(at);
        } else {
            noneAnswered(at);
        }
    }

    /** Whether nobody answered, well or badly. */
    static boolean isSilence(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?> failed && failed.failure().kind() == FailureKind.UNREACHABLE;
    }

    private Duration atMost(Duration wanted) {
        return wanted.compareTo(most) < 0 ? wanted : most;
    }
}
