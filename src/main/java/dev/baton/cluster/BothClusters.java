package dev.baton.cluster;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What two clusters answer when they are asked at the same time, so that a dead one costs the other nothing. */
public record BothClusters<S, T>(Outcome<S> source, Outcome<T> target) {

    /** What a source that died a moment ago may need until its addresses refuse connections. */
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private static final long LOOK_MILLIS = 100;

    /** Asks both in parallel; each question ends by its own cluster's budget. */
    public static <S, T> BothClusters<S, T> ask(Supplier<S> source, Supplier<T> target) {
        return ask(source, target, Optional::empty);
    }

    /**
     * The same, but once the target has answered, a source that cannot be there is not waited for any longer.
     *
     * @param gone why the source cannot be there; empty where it may yet answer
     */
    public static <S, T> BothClusters<S, T> ask(
            Supplier<S> source, Supplier<T> target, Supplier<Optional<BatonException>> gone) {
        long begun = System.nanoTime();
        CompletableFuture<Outcome<S>> pending =
                CompletableFuture.supplyAsync(() -> outcome(source), BothClusters::startDaemon);
        Outcome<T> answer = outcome(target);
        try {
            while (true) {
                try {
                    return new BothClusters<>(pending.get(LOOK_MILLIS, TimeUnit.MILLISECONDS), answer);
                } catch (TimeoutException e) {
                    boolean mayGiveUp = System.nanoTime() - begun > AT_LEAST.toNanos();
                    Optional<BatonException> reason = mayGiveUp ? gone.get() : Optional.empty();
                    if (reason.isPresent()) {
                        return new BothClusters<>(Outcome.failed(reason.get()), answer);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question to a cluster failed in an unforeseen way", e.getCause());
        }
    }

    private static <T> Outcome<T> outcome(Supplier<T> question) {
        try {
            return Outcome.known(question.get());
        } catch (BatonException e) {
            return Outcome.failed(e);
        }
    }

    private static void startDaemon(Runnable task) {
        Thread thread = new Thread(task, "baton-source");
        thread.setDaemon(true);
        thread.start();
    }
}
