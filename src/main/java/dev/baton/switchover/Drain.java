package dev.baton.switchover;

/** Waits until the mirror has copied all that the source holds, up to the ends at which it stood still. */
final class Drain implements SwitchStep {
    @Override
    public String label() {
        return "drain";
    }

    @Override
    public StepDone run(SwitchRun run) {
        DrainWait wait = new DrainWait(
                run.site().requireSource(),
                run.target(),
                run.site().state(),
                run.site().clock(),
                run.facts().translation().gathered()::targetOf);
        String how = wait.await(run.settledEnds(), run.journal()::alive);
        run.drained();
        return StepDone.of(how);
    }
}
