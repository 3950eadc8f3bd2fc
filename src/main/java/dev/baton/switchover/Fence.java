package dev.baton.switchover;

import dev.baton.state.FlowState;
import dev.baton.state.SwitchedGeneration;
import java.util.Map;

/**
 * Tells every mirror of the flow, durably, to stop for the chosen groups and their topics.
 *
 * <p>The word of a later generation replaces that of an earlier one, and mirrors pass over a number that they know: so it is
 * made from the last one that was written, read while this run holds the flow, never from what was gathered for the plan.
 */
final class Fence implements SwitchStep {
    static final String LABEL = "fence";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public StepDone run(SwitchRun run) {
        FlowState state = run.mirrors().state();
        if (!state.exists()) {
            return StepDone.skipped("no Baton mirror; stop MirrorMaker 2 by hand before producers start here");
        }
        SwitchedGeneration before = state.switched();
        if (before.switchId().equals(run.plan().id())) {
            run.endedAt(before.generation());
            return StepDone.of("generation " + before.generation() + ", written before", Map.of("generation", before));
        }
        SwitchedGeneration next =
                Mirrors.next(before, run.plan(), run.site().clock().instant());
        run.mirrors().write(next, run.journal()::requireHeld);
        run.endedAt(next.generation());
        return StepDone.of("generation " + next.generation(), Map.of("generation", next, "before", before));
    }
}
