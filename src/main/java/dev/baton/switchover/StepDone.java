package dev.baton.switchover;

import dev.baton.switchover.SwitchReport.StepResult;
import java.util.Map;

/**
 * What a step came to that does not stop the switch.
 *
 * @param said for the report
 * @param journaled what is needed to go on from here, or to go back
 */
record StepDone(String said, Object journaled, StepResult result) {
    static StepDone of(String said) {
        return of(said, Map.of());
    }

    static StepDone of(String said, Object journaled) {
        return new StepDone(said, journaled, StepResult.DONE);
    }

    /** There was nothing to do. */
    static StepDone skipped(String said) {
        return new StepDone(said, Map.of(), StepResult.SKIPPED);
    }

    /** It could not be done, and the rest goes on without it. */
    static StepDone failed(String said) {
        return new StepDone(said, Map.of(), StepResult.FAILED);
    }
}
