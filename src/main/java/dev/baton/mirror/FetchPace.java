package dev.baton.mirror;

import dev.baton.wire.Fetched;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions have to rest between two fetches. A fetch costs both sides some ten microseconds for each partition that it
 * names, and it comes back as soon as one of them has news: thousands of quiet ones would be named again for each record of a
 * busy one. So those that had no news for a while rest, the longer the more they are, and busy ones do not wait for them. (Fetch
 * sessions, KIP-227, save the naming, not the broker's look at each.) Pure.
 */
final class FetchPace {
    /** So long a partition counts as busy after it had news. */
    static final Duration BUSY = Duration.ofSeconds(5);

    /** Ten times of what naming it costs: quiet partitions take a tenth of the time. */
    private static final long REST_NANOS_OF_EACH = 100_000;

    private static final Duration MAX_REST = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final LongSupplier nanoTime;
    private final Map<Lane, Long> lastNews = new WeakHashMap<>();
    private long restedAt;

    FetchPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.restedAt = nanoTime.getAsLong();
    }

    /** Whether it has to rest; one that was never asked for is not known to be quiet. */
    boolean isQuiet(Lane lane) {
        Long news = lastNews.get(lane);
        return news != null && nanoTime.getAsLong() - news > BUSY.toNanos();
    }

    /** How long quiet partitions still rest. */
    Duration rest() {
        return Duration.ofNanos(Math.max(0, restedAt - nanoTime.getAsLong()));
    }

    /** So many quiet partitions are asked for now. */
    void asked(int quiet) {
        restedAt = nanoTime.getAsLong() + Math.min(MAX_REST.toNanos(), quiet * REST_NANOS_OF_EACH);
    }

    /**
     * How long a broker may wait for news.
     *
     * @param resting whether partitions rest, and are to be asked for before long
     */
    Duration patience(boolean resting) {
        Duration rest = rest();
        return resting == rest.compareTo(WAIT) < 0 ? rest : WAIT;
    }

    /** What a broker told of a partition; null for nothing. */
    void answered(Lane lane, @Nullable Fetched fetched) {
        long now = nanoTime.getAsLong();
        if (fetched instanceof Fetched.Chunk chunk && chunk.pieces().isEmpty()) {
            lastNews.putIfAbsent(lane, now - BUSY.toNanos() - 1);
        } else {
            lastNews.put(lane, now);
        }
    }
}
