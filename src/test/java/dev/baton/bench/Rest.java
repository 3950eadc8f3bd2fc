package dev.baton.bench;

/**
 * Waits until brokers have done what they do by themselves after much was written (compaction, their own first compilation of
 * what was asked), so that the next measurement shares the machine with idle ones, as one in an idle standby cluster does.
 */
final class Rest {
    private static final long STEP_MILLIS = 1_000;
    private static final double IDLE_CORES = 0.3;
    private static final int AT_REST = 3;
    private static final int AT_MOST = 90;

    private Rest() {}

    /** Until the children of this process take next to no CPU for some seconds; false where that never came. */
    static boolean await() throws InterruptedException {
        int still = 0;
        double before = cpuSeconds();
        for (int step = 0; step < AT_MOST && still < AT_REST; step++) {
            Thread.sleep(STEP_MILLIS);
            double now = cpuSeconds();
            still = now - before < IDLE_CORES * STEP_MILLIS / 1e3 ? still + 1 : 0;
            before = now;
        }
        return still >= AT_REST;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .children()
                .mapToDouble(child -> Measurement.cpuSeconds(child).orElse(0))
                .sum();
    }
}
