package dev.baton.switchover;

/** Waits until each live mirror has acknowledged the fence. */
final class AwaitMirrors implements SwitchStep {
    @Override
    public String label() {
        return "await-mirrors";
    }

    @Override
    public StepDone run(SwitchRun run) {
        if (!run.facts().isBatonFlow()) {
            return StepDone.skipped("no Baton mirror");
        }
        int live = run.mirrors().awaitAcknowledged(run.generation(), run.plan().id(), run.journal()::alive);
        return StepDone.of(live == 0 ? "no live mirror" : live + " acknowledged");
    }
}
