package dev.baton.switchover;

import java.util.Map;

/**
 * What a step came to.
 *
 * @param said for the report
 * @param journaled what is needed to go on from here, or to go back
 * @param skipped whether there was nothing to do
 */
record StepDone(String said, Object journaled, boolean skipped) {
    static StepDone of(String said) {
        return new StepDone(said, Map.of(), false);
    }

    static StepDone of(String said, Object journaled) {
        return new StepDone(said, journaled, false);
    }

    static StepDone skipped(String said) {
        return new StepDone(said, Map.of(), true);
    }
}
