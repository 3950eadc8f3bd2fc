package dev.baton.quickstart;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A background thread that keeps what made it fail. */
final class Worker {
    private final Thread thread;
    private volatile @Nullable Exception failure;

    private Worker(String name, Callable<Void> work) {
        this.thread = new Thread(() -> run(work), name);
        thread.setDaemon(true);
    }

    static Worker start(String name, Callable<Void> work) {
        Worker worker = new Worker(name, work);
        worker.thread.start();
        return worker;
    }

    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    void join(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Callable<Void> work) {
        try {
            work.call();
        } catch (Exception e) {
            failure = e;
        }
    }
}
