package dev.baton.mirror;

import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ids and leaders of topics for a moment: a topic of thousands of partitions is prepared partition by partition, and each
 * answer speaks of all of them. Used by one thread.
 */
final class LayoutCache {
    private static final Duration KEEP = Duration.ofSeconds(2);

    private final LogControl control;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(Layout layout, long since) {}

    LayoutCache(LogControl control) {
        this.control = control;
    }

    Layout of(String topic) {
        long now = System.nanoTime();
        Known kept = known.get(topic);
        if (kept == null || now - kept.since() > KEEP.toNanos()) {
            known.values().removeIf(old -> now - old.since() > KEEP.toNanos());
            kept = new Known(control.layout(List.of(topic)), now);
            known.put(topic, kept);
        }
        return kept.layout();
    }

    /** What was known of it may be wrong. */
    void forget(String topic) {
        known.remove(topic);
    }
}
