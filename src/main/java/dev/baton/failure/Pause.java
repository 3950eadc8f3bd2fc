package dev.baton.failure;

import java.time.Duration;

/** A wait that an interruption ends. */
public final class Pause {
    private Pause() {}

    /**
     * Waits so long.
     *
     * @throws BatonException interrupted, where the thread was told to stop; it stays interrupted
     */
    public static void take(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        }
    }
}
