package dev.baton.mirror;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with one lane among many: where it goes wrong in a way that nobody foresaw, this partition stops alone. */
final class LaneStep {
    private static final Logger LOG = LoggerFactory.getLogger(LaneStep.class);

    private LaneStep() {}

    static void alone(Lane lane, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed(lane, e);
        }
    }

    static void failed(Lane lane, RuntimeException why) {
        LOG.error("mirroring {} failed", lane.start().source(), why);
        lane.abandon(LaneEnd.unexpected(why));
    }
}
