package dev.baton.switchover;

import dev.baton.failure.BatonException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every other second whether a sign of life is due, beside whatever the run is busy with: a step over thousands of
 * topics takes longer than a hold lasts.
 */
final class KeepAlive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final long LOOK_MILLIS = 2_000;

    private final Runnable sign;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "baton-keep-alive");
        thread.setDaemon(true);
        return thread;
    });

    KeepAlive(Runnable sign) {
        this.sign = sign;
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What fails here fails the run where it next writes; until then the next look may do better. */
    private void look() {
        try {
            sign.run();
        } catch (BatonException e) {
            LOG.info("no sign of life was written: {}", e.getMessage());
        }
    }

    /** Waits for a sign that is just being written: its writer is closed next. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
