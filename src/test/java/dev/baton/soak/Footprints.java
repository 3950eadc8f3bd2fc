package dev.baton.soak;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.JvmMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the memory of mirrors every few seconds, until it is closed. */
final class Footprints implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** By then it is sure to have come as far as main, and its whole heap is resident. */
    private static final Duration GROWN_UP = Duration.ofSeconds(20);

    private static final double MEGABYTE = 1 << 20;

    private final Map<BatonProcess, Looks> looks = new LinkedHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    /** What was seen of one mirror. */
    private record Looks(List<Course.Sample> live, List<Course.Sample> beside) {
        Footprint footprint() {
            return new Footprint(new Course(live), new Course(beside));
        }
    }

    Footprints(Supplier<List<BatonProcess>> mirrors) {
        Thread thread = new Thread(() -> watch(mirrors), "footprints");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Supplier<List<BatonProcess>> mirrors) {
        try {
            while (!closed) {
                mirrors.get().stream()
                        .filter(mirror -> mirror.age().compareTo(GROWN_UP) > 0)
                        .forEach(this::look);
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void look(BatonProcess mirror) {
        OptionalLong live = JvmMemory.live(mirror.handle());
        OptionalLong resident = JvmMemory.resident(mirror.handle());
        long age = mirror.age().toSeconds();
        synchronized (this) {
            Looks seen = looks.computeIfAbsent(mirror, unseen -> new Looks(new ArrayList<>(), new ArrayList<>()));
            live.ifPresent(bytes -> seen.live().add(new Course.Sample(age, bytes / MEGABYTE)));
            resident.ifPresent(
                    bytes -> seen.beside().add(new Course.Sample(age, bytes / MEGABYTE - Scene.HEAP_MEGABYTES)));
        }
    }

    /**
     * Of every mirror that was seen, in the order of their starts.
     *
     * @throws IllegalStateException looking has failed, so that nothing can be said
     */
    synchronized List<Footprint> all() {
        if (failure != null) {
            throw new IllegalStateException("the memory of mirrors could not be looked at", failure);
        }
        return looks.values().stream().map(Looks::footprint).toList();
    }

    /** The most of all, and how the long lives went. */
    String summary() {
        List<Footprint> all = all();
        List<Footprint> judged = all.stream().filter(Footprint::isOfALongLife).toList();
        return String.format(
                Locale.ROOT,
                "of %d mirrors at most %.0f MB reachable and %.0f MB beside the heap; %d lived for %d s or longer, in which"
                        + " these grew by %.0f %% and %.0f %% at most",
                all.size(),
                most(all, footprint -> OptionalDouble.of(footprint.live().peak())),
                most(all, footprint -> OptionalDouble.of(footprint.beside().peak())),
                judged.size(),
                Course.LONG_ENOUGH_SECONDS,
                percent(most(judged, footprint -> footprint.live().growth())),
                percent(most(judged, footprint -> footprint.beside().growth())));
    }

    private static double most(List<Footprint> all, Function<Footprint, OptionalDouble> figure) {
        return all.stream()
                .map(figure)
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(0);
    }

    private static double percent(double factor) {
        return Math.max(0, factor - 1) * 100;
    }

    @Override
    public void close() {
        closed = true;
    }
}
