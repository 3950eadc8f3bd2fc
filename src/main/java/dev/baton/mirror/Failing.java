package dev.baton.mirror;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that does not work out now and is tried again: since when, why, and when next. A moment of it is nothing to speak of,
 * since leaders move and brokers start. Written by one thread, {@link #lasting} may be asked by others.
 */
final class Failing {
    /** Longer than brokers take to notice that one of them died, and to elect another leader. */
    static final Duration LASTING = Duration.ofSeconds(10);

    /** Why nobody knows where a partition's log ends. */
    static final String SILENT_LEADER = "its leader does not say where its log ends";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 6;

    private record Since(String why, long nanos) {}

    private final LongSupplier nanos;
    private volatile @Nullable Since since;
    private int tries;
    private long notBefore;

    /** Nothing fails yet. */
    Failing(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** It cannot be tried: what it needs is not there. */
    void waits(String why) {
        Since before = since;
        if (before == null || !before.why().equals(why)) {
            since = new Since(why, before == null ? nanos.getAsLong() : before.nanos());
        }
    }

    /** It was tried in vain, and is to be tried again after a pause, which grows. */
    void failed(String why) {
        waits(why);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MAX_DOUBLINGS, tries++));
        notBefore = nanos.getAsLong() + (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).toNanos();
    }

    void passed() {
        if (since != null) {
            since = null;
            tries = 0;
        }
    }

    boolean mayTry() {
        return tries == 0 || nanos.getAsLong() - notBefore >= 0;
    }

    /** Why it has been failing for longer than a moment; null where it has not. */
    @Nullable
    String lasting() {
        Since failing = since;
        return failing != null && nanos.getAsLong() - failing.nanos() > LASTING.toNanos() ? failing.why() : null;
    }
}
