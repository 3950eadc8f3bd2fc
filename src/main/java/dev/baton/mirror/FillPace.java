package dev.baton.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether filling keeps up with the gaps of one partition. Both rates are measured: how many offsets a second markers take
 * while a gap holds the partition up, and how many offsets of gaps a second the source gets. Pure.
 *
 * <p>It does not where for {@link #PATIENCE} on end the partition was behind and gaps came faster than they were filled. A pace
 * that is nearly as fast as the gaps neither begins such a time nor ends it.
 */
final class FillPace {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double EASY = 0.8;

    private @Nullable Sample before;
    private @Nullable Instant overtakenSince;

    /**
     * Where the partition stood at a moment.
     *
     * @param coveredTo source offsets below are mirrored or filled
     * @param lastStable of the source
     * @param filled offsets that markers took so far
     * @param heldNanos how long gaps held the partition up so far
     */
    record Sample(Instant at, long coveredTo, long lastStable, long filled, long heldNanos) {
        private boolean isBehind() {
            return coveredTo < lastStable;
        }
    }

    /** Offsets a second. */
    record Rates(double gaps, double fills) {}

    /** Takes one more sample in; the rates, where filling has not kept up for long. */
    Optional<Rates> look(Sample now) {
        Sample last = before;
        if (last == null || !now.isBehind() || now.filled() < last.filled()) {
            before = now;
            overtakenSince = null;
            return Optional.empty();
        }
        // a large gap is seen as a whole when it is filled: until then the window grows
        if (last.at().plus(WINDOW).isAfter(now.at()) || now.filled() == last.filled()) {
            return Optional.empty();
        }
        before = now;
        Rates rates = rates(last, now);
        if (rates.gaps() < rates.fills() * EASY) {
            overtakenSince = null;
        } else if (rates.gaps() > rates.fills() && overtakenSince == null) {
            overtakenSince = last.at();
        }
        Instant since = overtakenSince;
        return since != null && !since.plus(PATIENCE).isAfter(now.at()) ? Optional.of(rates) : Optional.empty();
    }

    private static Rates rates(Sample last, Sample now) {
        double filled = now.filled() - last.filled();
        double passed = now.coveredTo() - last.coveredTo();
        double share = filled / Math.max(filled, passed);
        double arrived = Math.max(0, now.lastStable() - last.lastStable());
        double window = Duration.between(last.at(), now.at()).toNanos();
        double held = Math.max(1, now.heldNanos() - last.heldNanos());
        double second = Duration.ofSeconds(1).toNanos();
        return new Rates(arrived * share / window * second, filled / held * second);
    }
}
