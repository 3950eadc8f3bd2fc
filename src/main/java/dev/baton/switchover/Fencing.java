package dev.baton.switchover;

import java.util.List;

/**
 * How the source is brought to a stand before a planned switch.
 *
 * @param principals that are denied to write to the topics, as {@code User:shop}; {@code User:*} for all
 * @param settleMillis so long the source's logs must stand still
 * @param waitMillis so long consumers on the source may take to stop; 0 refuses groups that still have members
 */
public record Fencing(List<String> principals, long settleMillis, long waitMillis) {
    public static final long SETTLE_DEFAULT_MILLIS = 2_000;
    public static final Fencing NONE = new Fencing(List.of(), SETTLE_DEFAULT_MILLIS, 0);

    public Fencing {
        principals = List.copyOf(principals);
    }
}
