package dev.baton.switchover;

/** Translates once more, now that nothing is copied any longer; journals the plan as it then is. */
final class TranslateAgain implements SwitchStep {
    static final String LABEL = "translate";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public StepDone run(SwitchRun run) {
        SwitchPlan before = run.plan();
        SwitchFacts facts = run.site()
                .gather(before.request(), run.facts().translation().gathered().sourceReachable());
        SwitchPlan plan = run.site().planAgain(before, facts, before.request().waitedFor());
        run.replan(plan, facts);
        return StepDone.of(plan.going().size() + " of " + plan.groups().size() + " groups", plan);
    }
}
