package dev.baton.switchover;

import dev.baton.cluster.WriteDenials;
import dev.baton.switchover.Denial.Denials;
import java.util.List;

/**
 * Lets those write to the target again whom a switch away from it had shut out. Last of all: nobody writes there before the
 * mirrors have stopped and the groups have come.
 */
final class AdmitProducers implements SwitchStep {
    static final String LABEL = "admit-producers";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public Object intent(SwitchRun run) {
        return new Denials(run.plan().admission().denials());
    }

    @Override
    public StepDone run(SwitchRun run) {
        Admission admission = run.plan().admission();
        List<Denial> denials = admission.denials();
        if (admission.unknown() != null) {
            return StepDone.skipped("whether an earlier switch shuts producers out is not known: " + admission.unknown()
                    + "; kafka-acls --list shows who may not write");
        }
        if (denials.isEmpty()) {
            return StepDone.skipped("no earlier switch shuts producers out");
        }
        WriteDenials acls = run.target().writeDenials();
        for (int i = 0; i < denials.size(); i++) {
            acls.removeDenial(denials.get(i).principal(), denials.get(i).topic());
            if (i == denials.size() / 2) {
                run.halfWay(this);
            }
        }
        return StepDone.of(Admission.principals(denials) + " may write to " + Admission.topics(denials) + " again");
    }
}
