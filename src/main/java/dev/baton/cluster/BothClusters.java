package dev.baton.cluster;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What two clusters answer when they are asked at the same time, so that a dead one costs the other nothing. */
public record BothClusters<S, T>(Outcome<S> source, Outcome<T> target) {

    /** Asks both in parallel; each question ends by its own cluster's budget. */
    public static <S, T> BothClusters<S, T> ask(Supplier<S> source, Supplier<T> target) {
        CompletableFuture<Outcome<S>> pending =
                CompletableFuture.supplyAsync(() -> outcome(source), BothClusters::startDaemon);
        Outcome<T> answer = outcome(target);
        try {
            return new BothClusters<>(pending.get(), answer);
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
