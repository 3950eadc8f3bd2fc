package dev.baton.switchover;

import java.util.Map;

/** One step of a switch. Each may be done again after a crash, with the same outcome. */
interface SwitchStep {
    /** Name in reports, in the journal and in hooks. */
    String label();

    /** What is journaled before the step is done, so that a crash cannot hide it. */
    default Object intent(SwitchRun run) {
        return Map.of();
    }

    /** Does it. */
    StepDone run(SwitchRun run);
}
