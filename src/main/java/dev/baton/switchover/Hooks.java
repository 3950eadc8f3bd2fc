package dev.baton.switchover;

import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.List;

/** The hooks of a plan as steps. */
final class Hooks {
    private Hooks() {}

    /** Those of one step, in order. */
    static List<SwitchStep> of(List<Hook> hooks, Hook.When when, String step) {
        List<SwitchStep> steps = new ArrayList<>();
        for (int i = 0; i < hooks.size(); i++) {
            Hook hook = hooks.get(i);
            if (hook.when() == when && (when == Hook.When.FAILURE || hook.step().equals(step))) {
                steps.add(new HookStep(hook, i + 1, null));
            }
        }
        return steps;
    }

    static List<SwitchStep> onFailure(SwitchRun run, String reason) {
        List<Hook> hooks = run.plan().request().hooks();
        List<SwitchStep> steps = new ArrayList<>();
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).when() == Hook.When.FAILURE) {
                steps.add(new HookStep(hooks.get(i), i + 1, reason));
            }
        }
        return steps;
    }

    /** Refuses hooks for steps that the switch does not have. */
    static void check(SwitchRequest request) {
        List<String> labels = SwitchSteps.labels(request);
        for (Hook hook : request.hooks()) {
            if (hook.when() != Hook.When.FAILURE && !labels.contains(hook.step())) {
                throw BatonException.usage("a hook is for step " + hook.step()
                        + ", which this switch does not have; it has " + String.join(", ", labels));
            }
        }
    }
}
