package dev.baton.mirror;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * At most so many bytes a second, shared fairly by those who have something to send. A token bucket says how much may go:
 * it may run into debt with the last batch that it lets through, since a batch cannot be split. Whose turn it is, is told by
 * bytes that each was sent since it has had something to send, whatever the size of its batches: all are brought up to one
 * level (start-time fair queueing; Goyal, Vin and Cheng 1996), and what one does not need goes to the others. Used by one
 * thread.
 *
 * @param <T> who sends
 */
final class RateLimit<T> {
    /** What was not used may be made up for within this time, so that a turn that comes late costs nothing. */
    private static final Duration BURST = Duration.ofMillis(250);

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private final Predicate<T> ready;
    /** Bytes that each was sent since all began at 0; who is not in it stands at {@link #floor}. */
    private final Map<T, Long> sent = new HashMap<>();

    private long floor;
    private double level;
    private double tokens;
    private long filledNanos;

    /**
     * A limit with an empty bucket.
     *
     * @param nanos a monotonic clock
     * @param ready whether somebody has a batch that could go now
     */
    RateLimit(long bytesPerSecond, LongSupplier nanos, Predicate<T> ready) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a limit of " + bytesPerSecond + " bytes a second");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.ready = ready;
        this.filledNanos = nanos.getAsLong();
    }

    /** How much goes in that time. */
    long bytesIn(Duration time) {
        return (long) ((double) bytesPerSecond
                * time.toNanos()
                / Duration.ofSeconds(1).toNanos());
    }

    /** Shares out what has come in since the last turn, among those whose way is free. */
    void turn(Collection<T> free) {
        fill();
        if (tokens <= 0) {
            return;
        }
        long[] waiting =
                free.stream().filter(ready).mapToLong(this::stands).sorted().toArray();
        if (waiting.length == 0) {
            // nobody is kept waiting, so nobody owes anything to the others
            sent.clear();
            return;
        }
        floor = Math.max(floor, waiting[0]);
        sent.values().removeIf(stands -> stands <= floor);
        level = level(waiting);
    }

    private void fill() {
        long now = nanos.getAsLong();
        double gained = bytesIn(Duration.ofNanos(now - filledNanos));
        tokens = Math.min((double) bytesIn(BURST), tokens + gained);
        filledNanos = now;
    }

    private long stands(T one) {
        return sent.getOrDefault(one, floor);
    }

    /** Up to where everybody can be brought with what there is, as water fills a vessel with an uneven floor. */
    private double level(long[] stands) {
        double left = tokens;
        for (int i = 0; i < stands.length - 1; i++) {
            double toNext = (double) (stands[i + 1] - stands[i]) * (i + 1);
            if (toNext >= left) {
                return stands[i] + left / (i + 1);
            }
            left -= toNext;
        }
        return stands[stands.length - 1] + left / stands.length;
    }

    /** Whether somebody may send a batch now. */
    boolean mayGo(T one) {
        return tokens > 0 && stands(one) < level;
    }

    /** Somebody sent a batch. */
    void sent(T one, int bytes) {
        tokens -= bytes;
        sent.merge(one, floor + bytes, (stands, begun) -> stands + bytes);
    }
}
