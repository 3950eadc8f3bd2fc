package dev.baton.soak;

import dev.baton.testkit.BatonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at the resident sets of mirrors every few seconds, until it is closed. */
final class Footprints implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Map<BatonProcess, List<Footprint.Sample>> samples = new LinkedHashMap<>();
    private volatile boolean closed;

    Footprints(Supplier<List<BatonProcess>> mirrors) {
        Thread thread = new Thread(() -> watch(mirrors), "footprints");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Supplier<List<BatonProcess>> mirrors) {
        while (!closed) {
            mirrors.get().forEach(this::look);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private synchronized void look(BatonProcess mirror) {
        long megabytes = megabytes(mirror.pid());
        if (megabytes > 0) {
            samples.computeIfAbsent(mirror, seen -> new ArrayList<>())
                    .add(new Footprint.Sample(mirror.age().toSeconds(), megabytes));
        }
    }

    /** Resident set of a process; 0 where it has ended, or the kernel does not say. */
    private static long megabytes(long pid) {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of every mirror that was seen, in the order of their starts. */
    synchronized List<Footprint> all() {
        return samples.values().stream().map(Footprint::new).toList();
    }

    /** In MB, of those that have been seen so far. */
    long largest() {
        return all().stream().mapToLong(Footprint::peak).max().orElse(0);
    }

    /** The largest of all, and how the long lives went. */
    String summary() {
        List<Footprint> all = all();
        List<Footprint> judged = all.stream().filter(Footprint::isOfALongLife).toList();
        return String.format(
                Locale.ROOT,
                "largest of %d mirrors %,d MB; %d lived for %d s or longer, and grew by %.0f %% at most",
                all.size(),
                largest(),
                judged.size(),
                Footprint.LONG_ENOUGH_SECONDS,
                (judged.stream().mapToDouble(Footprint::growth).max().orElse(1) - 1) * 100);
    }

    @Override
    public void close() {
        closed = true;
    }
}
