package dev.baton.switchover;

import java.util.ArrayList;
import java.util.List;

/** The steps of a switch in their order. */
final class SwitchSteps {
    private SwitchSteps() {}

    /** All steps of a plan, hooks included. */
    static List<SwitchStep> of(SwitchRequest request) {
        List<SwitchStep> steps = new ArrayList<>();
        for (SwitchStep step : ofMode(request)) {
            steps.addAll(Hooks.of(request.hooks(), Hook.When.BEFORE, step.label()));
            steps.add(step);
            steps.addAll(Hooks.of(request.hooks(), Hook.When.AFTER, step.label()));
        }
        return steps;
    }

    /** What is left where the offsets to commit were journaled already: the plan is as good as done, and stays as it is. */
    static List<SwitchStep> fromCommit(SwitchRequest request) {
        List<SwitchStep> steps = of(request);
        int commit = 0;
        while (!(steps.get(commit) instanceof Commit)) {
            commit++;
        }
        return steps.subList(commit, steps.size());
    }

    private static List<SwitchStep> ofMode(SwitchRequest request) {
        List<SwitchStep> steps = new ArrayList<>();
        if (request.mode() == Mode.PLANNED) {
            if (!request.fencing().principals().isEmpty()) {
                steps.add(new FenceProducers());
            }
            steps.add(new Settle());
            steps.add(new Drain());
            steps.add(new AwaitConsumers());
        }
        steps.add(new Fence());
        steps.add(new AwaitMirrors());
        steps.add(new FailoverPoint());
        steps.add(new TranslateAgain());
        steps.add(new TakeSnapshot());
        steps.add(new AdmitProducers());
        steps.add(new Commit());
        steps.add(new ReadBack());
        return steps;
    }

    /** What hooks can be put before and after. */
    static List<String> labels(SwitchRequest request) {
        return ofMode(request).stream().map(SwitchStep::label).toList();
    }
}
