package dev.baton.switchover;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the source is brought to a stand before a planned switch.
 *
 * @param principals that are denied to write to the topics, as {@code User:shop}; {@code User:*} for all
 * @param settleMillis so long the source's logs, and the commits of groups without members, must stand still; null for as long
 *     as it takes to be sure
 * @param waitMillis so long consumers on the source may take to stop; 0 refuses groups that still have members
 */
public record Fencing(List<String> principals, @Nullable Long settleMillis, long waitMillis) {
    public static final Fencing NONE = new Fencing(List.of(), null, 0);

    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** The default of {@code auto.commit.interval.ms}: so long a consumer without membership may run and commit nothing. */
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);

    public Fencing {
        principals = List.copyOf(principals);
    }

    /** How long logs must stand still. */
    Duration settle() {
        return settleMillis == null ? SETTLE : Duration.ofMillis(settleMillis);
    }

    /**
     * How long commits must stand still.
     *
     * @param simple whether a group among them commits without membership; asked for only where it matters
     */
    Duration settleOfCommits(BooleanSupplier simple) {
        return settleMillis == null && simple.getAsBoolean() ? COMMIT_INTERVAL : settle();
    }
}
