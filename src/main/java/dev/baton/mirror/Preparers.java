package dev.baton.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some {@link Preparer}s, each with a thread and connections of its own, so that what hangs holds up few others. A shard is
 * always prepared by the same one, which holds what it owns of it. Thread-safe.
 */
final class Preparers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Preparers.class);
    private static final int COUNT = 6;

    /** Well within the day that is the least that anybody lets a coordinator remember an id; a week is the default. */
    private static final Duration KEEP_ALIVE = Duration.ofHours(6);

    private final List<Preparer> preparers = new ArrayList<>();
    private final List<ScheduledExecutorService> threads = new ArrayList<>();

    private final Consumer<Throwable> fatal;

    /**
     * Prepares nothing yet.
     *
     * @param fatal told of what a thread cannot go on after
     */
    Preparers(Supplier<Preparer> another, Consumer<Throwable> fatal) {
        this.fatal = fatal;
        for (int i = 0; i < COUNT; i++) {
            String name = "baton-prepare-" + i;
            preparers.add(another.get());
            threads.add(Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
            keepAlive(i);
        }
    }

    private void keepAlive(int which) {
        long pause = KEEP_ALIVE.toMillis();
        Preparer preparer = preparers.get(which);
        var unused = threads.get(which)
                .scheduleWithFixedDelay(
                        () -> run(owner -> owner.owners().keepAlive(), preparer), pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Does something with a shard's preparer, later; not at all where the mirror is stopping. */
    void schedule(int shard, Consumer<Preparer> task, Duration pause) {
        int which = shard % COUNT;
        try {
            var unused = threads.get(which)
                    .schedule(() -> run(task, preparers.get(which)), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("nothing of shard {} is prepared: the mirror is stopping", shard);
        }
    }

    // what a task of the executor throws is kept for somebody who never asks
    private void run(Consumer<Preparer> task, Preparer preparer) {
        try {
            task.accept(preparer);
        } catch (RuntimeException e) {
            LOG.error("a task of a shard failed", e);
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        }
    }

    /**
     * Gives shards up; done when what was just being prepared has ended. That may fence, align and write marks, so that another
     * owner must not begin before.
     */
    CompletableFuture<Void> release(Set<Integer> shards) {
        Map<Integer, Set<Integer>> byPreparer = new HashMap<>();
        shards.forEach(shard ->
                byPreparer.computeIfAbsent(shard % COUNT, w -> new HashSet<>()).add(shard));
        return CompletableFuture.allOf(byPreparer.entrySet().stream()
                .map(e -> after(
                        e.getKey(), () -> preparers.get(e.getKey()).owners().release(e.getValue())))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Whether what is being prepared may have something under way to a partition of the target. */
    boolean isAppending() {
        return preparers.stream().anyMatch(Preparer::isAppending);
    }

    private CompletableFuture<Void> after(int which, Runnable task) {
        try {
            return CompletableFuture.runAsync(task, threads.get(which));
        } catch (RejectedExecutionException e) {
            // closed: nothing is being prepared
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
        preparers.forEach(Preparer::close);
    }
}
