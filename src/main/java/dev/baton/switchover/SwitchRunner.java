package dev.baton.switchover;

import dev.baton.failure.BatonException;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a switch one after the other; for one run.
 *
 * <p>Each step is journaled before and after. The mirrors are stopped before anything is translated for good: what they
 * copied until then counts, and what they would copy afterwards could land behind the applications' own records.
 */
final class SwitchRunner {
    private final SwitchRun run;
    private final List<Hook> hooks;
    private final Consumer<String> progress;
    private @Nullable BatonException failure;

    /**
     * For one run.
     *
     * @param hooks with their commands, which the plan of the run does not have
     */
    SwitchRunner(SwitchRun run, List<Hook> hooks, Consumer<String> progress) {
        this.run = run;
        this.hooks = hooks;
        this.progress = progress;
    }

    /** Runs all steps, or those up to the first that fails. */
    Execution run(List<SwitchStep> steps) {
        run.site().halt().reached("open", "done");
        for (SwitchStep step : steps) {
            if (!runJournaled(step)) {
                break;
            }
        }
        BatonException failed = failure;
        if (failed != null) {
            Hooks.onFailure(hooks, String.valueOf(failed.getMessage())).forEach(this::runJournaled);
            failure = failed;
        }
        SwitchReport report = new Reporting(run.plan(), run.applied().failures(), failed != null)
                .executed(run.steps(), run.rpo(), run.rtoMillis());
        run.site().halt().reached("close", "begin");
        journaled(() -> run.journal().closed(report));
        run.site().halt().reached("close", "done");
        return Execution.of(report, failed, run.plan());
    }

    private boolean runJournaled(SwitchStep step) {
        Instant start = run.site().clock().instant();
        Halt halt = run.site().halt();
        progress.accept(step.label());
        try {
            halt.reached(step.label(), "begin");
            run.journal().started(step, step.intent(run));
            halt.reached(step.label(), "started");
            StepDone done = step.run(run);
            halt.reached(step.label(), "ran");
            if (done.result() == StepResult.FAILED) {
                run.journal().failed(step, done.said());
            } else {
                run.journal().done(step, done.journaled());
            }
            halt.reached(step.label(), "done");
            report(step, done.result(), start, done.said());
            return true;
        } catch (BatonException e) {
            failure = e;
            String reason = String.valueOf(e.getMessage());
            report(step, StepResult.FAILED, start, reason);
            journaled(() -> run.journal().failed(step, reason));
            return false;
        }
    }

    /** Once a step has failed, the operator must get the report even where the journal cannot be written any more. */
    private void journaled(Runnable entry) {
        try {
            entry.run();
        } catch (BatonException e) {
            if (failure == null) {
                throw e;
            }
            progress.accept("the journal was not written: " + e.getMessage());
        }
    }

    private void report(SwitchStep step, StepResult result, Instant start, String detail) {
        long millis = Duration.between(start, run.site().clock().instant()).toMillis();
        run.steps().add(new StepReport(step.label(), result, millis, detail));
    }
}
