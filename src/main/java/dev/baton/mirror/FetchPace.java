package dev.baton.mirror;

import dev.baton.wire.Fetched;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions have to rest between two fetches. A fetch costs both sides some ten microseconds for each partition that it
 * names, and it comes back as soon as one of them has news: thousands of quiet ones would be named again for each record of a
 * busy one. So those that had no news for a while rest, the longer the more they are, and busy ones do not wait for them. (Fetch
 * sessions, KIP-227, save the naming, not the broker's look at each.)
 *
 * <p>And which are asked for first, and for how much: a broker gives a batch that is larger than what was asked for to the first
 * partition alone that has news, and nothing beyond the limit of the answer (KIP-74). One that got nothing of what there is goes
 * to the front, and asks for more where its own limit was the reason. Pure.
 */
final class FetchPace {
    /** So long a partition counts as busy after it had news. */
    static final Duration BUSY = Duration.ofSeconds(5);

    /** Ten times of what naming it costs: quiet partitions take a tenth of the time. */
    private static final long REST_NANOS_OF_EACH = 100_000;

    private static final Duration MAX_REST = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofMillis(500);

    private static final int RAISE = 4;

    private final LongSupplier nanoTime;
    private final Map<Lane, Long> lastNews = new WeakHashMap<>();
    /** Those that got nothing of what there is, with the least that they ask for from now on. */
    private final Map<Lane, Integer> withheld = new WeakHashMap<>();

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

    /** The order in which to ask: those first that got nothing last time, in the order in which they were asked for then. */
    List<SourceSide.Wish> inOrder(List<SourceSide.Wish> wishes) {
        if (withheld.isEmpty()) {
            return wishes;
        }
        List<SourceSide.Wish> ordered = new ArrayList<>(wishes);
        ordered.sort(Comparator.comparing(wish -> !withheld.containsKey(wish.lane())));
        return ordered;
    }

    /** What to ask for. */
    SourceLog.Position position(SourceSide.Wish wish) {
        return withheld.isEmpty() ? wish.position() : wish.position().atLeast(withheld.getOrDefault(wish.lane(), 0));
    }

    /**
     * What a broker told.
     *
     * @param asked in the order of the request
     * @param positions as asked for
     * @param maxBytes limit of the answer
     */
    void answered(
            List<SourceSide.Wish> asked,
            Map<PartitionRef, SourceLog.Position> positions,
            Map<PartitionRef, Fetched> answer,
            int maxBytes) {
        long bytes = answer.values().stream()
                .mapToLong(fetched -> fetched instanceof Fetched.Chunk chunk ? chunk.bytes() : 0)
                .sum();
        for (int i = 0; i < asked.size(); i++) {
            SourceSide.Wish wish = asked.get(i);
            SourceLog.Position position = positions.getOrDefault(wish.partition(), wish.position());
            Fetched fetched = answer.get(wish.partition());
            // the first one gets a batch of any size: what it does not get is not there
            if (i > 0 && isWithheld(position, fetched)) {
                boolean cut = bytes + position.maxBytes() > maxBytes;
                withheld(wish.lane(), cut ? position.maxBytes() : Math.min(maxBytes, RAISE * position.maxBytes()));
            } else {
                answered(wish.lane(), fetched);
            }
        }
    }

    private static boolean isWithheld(SourceLog.Position position, @Nullable Fetched fetched) {
        return fetched instanceof Fetched.Chunk chunk
                && chunk.pieces().isEmpty()
                && chunk.lastStable() > position.offset();
    }

    private void withheld(Lane lane, int atLeast) {
        withheld.put(lane, atLeast);
        lastNews.put(lane, nanoTime.getAsLong());
    }

    private void answered(Lane lane, @Nullable Fetched fetched) {
        if (fetched instanceof Fetched.Throttled) {
            // it was not looked at
            return;
        }
        long now = nanoTime.getAsLong();
        withheld.remove(lane);
        if (fetched instanceof Fetched.Chunk chunk && chunk.pieces().isEmpty()) {
            lastNews.putIfAbsent(lane, now - BUSY.toNanos() - 1);
        } else {
            lastNews.put(lane, now);
        }
    }
}
