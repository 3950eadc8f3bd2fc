package dev.baton.cluster;

import java.time.Duration;

/**
 * How long Baton waits for one cluster: either one deadline for everything that it asks, or one for each call.
 *
 * @param total whether {@code limit} is shared by all calls and starts to run with the first of them
 */
public record Budget(Duration limit, boolean total) {
    /**
     * One deadline for all gathering on a cluster. Once it is used up, every further call fails at once, so a dead cluster
     * costs its deadline once. It is never cut short: a cluster that refuses connections now may be a restarting one.
     */
    public static Budget total(Duration limit) {
        return new Budget(limit, true);
    }

    /** The same deadline for each call: for applying changes, and for what runs on and on. */
    public static Budget perCall(Duration limit) {
        return new Budget(limit, false);
    }

    /** The limit as Kafka clients take their timeouts. */
    int limitMillis() {
        return (int) Math.max(1, Math.min(limit.toMillis(), Integer.MAX_VALUE));
    }
}
