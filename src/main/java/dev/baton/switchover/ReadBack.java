package dev.baton.switchover;

/** Reads every commit back from the target and compares. */
final class ReadBack implements SwitchStep {
    @Override
    public String label() {
        return "read-back";
    }

    @Override
    public StepDone run(SwitchRun run) {
        int right = run.applied().readBack(run.plan().going());
        run.readBackNow();
        return StepDone.of(right + " offsets are as they should be");
    }
}
