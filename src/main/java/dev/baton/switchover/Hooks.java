package dev.baton.switchover;

import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** Those that run after a step that failed, with the reason. */
    static List<SwitchStep> onFailure(List<Hook> hooks, String reason) {
        List<SwitchStep> steps = new ArrayList<>();
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).when() == Hook.When.FAILURE) {
                steps.add(new HookStep(hooks.get(i), i + 1, reason));
            }
        }
        return steps;
    }

    /** Refuses hooks that are not those which a switch began with: their places, names and order count. Pure. */
    static void requireSame(String id, List<Hook> journaled, List<Hook> hooks) {
        for (int i = 0; i < Math.max(journaled.size(), hooks.size()); i++) {
            Hook before = i < journaled.size() ? journaled.get(i) : null;
            Hook now = i < hooks.size() ? hooks.get(i) : null;
            if (before == null || now == null || !before.isNamedAs(now)) {
                throw BatonException.refused(
                        "switch " + id + " began with other hooks: the " + (i + 1) + ". was " + words(before)
                                + ", and is " + words(now),
                        "give the file that it began with, with --hooks FILE");
            }
        }
    }

    private static String words(@Nullable Hook hook) {
        return hook == null
                ? "none"
                : hook.name() + " " + (hook.when().name().toLowerCase(Locale.ROOT) + " " + hook.step()).strip();
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
