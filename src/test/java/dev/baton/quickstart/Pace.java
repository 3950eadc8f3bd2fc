package dev.baton.quickstart;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps a thread to a rate. Of what a stall cost it catches up at most a second's worth. */
final class Pace {
    private static final long WORTH_A_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CATCH_UP = TimeUnit.SECONDS.toNanos(1);

    private final double nanosEach;
    private long due = System.nanoTime();
    private double owed;

    Pace(int perSecond) {
        this.nanosEach = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Waits until the next item may go. */
    void await() {
        owed += nanosEach;
        long whole = (long) owed;
        owed -= whole;
        long now = System.nanoTime();
        due = Math.max(due + whole, now - CATCH_UP);
        if (due - now > WORTH_A_PAUSE) {
            LockSupport.parkNanos(due - now);
        }
    }
}
