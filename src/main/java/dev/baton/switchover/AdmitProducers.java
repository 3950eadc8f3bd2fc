package dev.baton.switchover;

import dev.baton.cluster.WriteDenials;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.Denial.Denials;
import java.util.List;

/**
 * Lets those write to the target again whom a switch away from it had shut out: once no mirror writes there any more, and before
 * the groups come, so that an application that is started behind the last step can write what it makes of what it reads. Where
 * that fails the groups are switched all the same.
 */
final class AdmitProducers implements SwitchStep {
    static final String LABEL = "admit-producers";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public Object intent(SwitchRun run) {
        return new Denials(run.plan().admission().of(run.plan()));
    }

    @Override
    public StepDone run(SwitchRun run) {
        String unknown = run.plan().admission().unknown();
        if (unknown != null) {
            return StepDone.skipped("whether an earlier switch shuts producers out is not known: " + unknown
                    + "; kafka-acls.sh --list shows who may not write");
        }
        List<Denial> denials = run.plan().admission().of(run.plan());
        if (denials.isEmpty()) {
            return StepDone.skipped("no earlier switch shuts producers out");
        }
        String whom = Admission.principals(denials) + " may write to " + Admission.topics(denials) + " again";
        try {
            admit(run, denials);
            return StepDone.of(whom);
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            return StepDone.failed(
                    e.getMessage() + "; take the denials away with kafka-acls.sh --remove, so that " + whom);
        }
    }

    private void admit(SwitchRun run, List<Denial> denials) {
        WriteDenials acls = run.target().writeDenials();
        for (int i = 0; i < denials.size(); i++) {
            acls.removeDenial(denials.get(i).principal(), denials.get(i).topic());
            if (i == denials.size() / 2) {
                run.halfWay(this);
            }
        }
    }
}
