package dev.baton.switchover;

import java.util.TreeSet;

/** Waits until the mirror has copied all that the source holds, up to the ends at which it stood still. */
final class Drain implements SwitchStep {
    @Override
    public String label() {
        return "drain";
    }

    @Override
    public StepDone run(SwitchRun run) {
        TreeSet<String> targets = new TreeSet<>();
        run.plan()
                .going()
                .forEach(group ->
                        group.partitions().stream().filter(p -> !p.copy()).forEach(p -> targets.add(p.topic())));
        DrainWait wait = new DrainWait(
                run.site().requireSource(),
                run.target(),
                run.site().state(),
                run.site().clock());
        return StepDone.of(wait.await(run.settledEnds(), targets, run.journal()::alive));
    }
}
