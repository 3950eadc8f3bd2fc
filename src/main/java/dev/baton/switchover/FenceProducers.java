package dev.baton.switchover;

import dev.baton.cluster.WriteDenials;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.Denial.Denials;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Denies the producers' principals to write to the topics on the source.
 *
 * <p>Denials are journaled first, so that undoing takes away these alone: those that were not there before, and those of an
 * earlier switch that was not taken back, as one that stopped on its way and is run anew. What an administrator has denied
 * stays. A topic without any ACL is refused: the first one on it would shut out everybody else too where the cluster lets all pass
 * that nothing speaks against.
 */
final class FenceProducers implements SwitchStep {
    static final String LABEL = "fence-producers";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public Object intent(SwitchRun run) {
        WriteDenials denials = run.site().requireSource().writeDenials();
        Set<Denial> held = heldBySwitches(run);
        List<Denial> own = new ArrayList<>();
        for (String topic : run.plan().topics()) {
            if (!denials.hasAny(topic)) {
                throw BatonException.refused(
                        "topic " + topic + " of cluster " + run.plan().from()
                                + " has no ACL: denying one principal could" + " shut out all others",
                        "give it ACLs that allow who may use it, or stop the producers by a hook");
            }
            for (String principal : run.plan().request().fencing().principals()) {
                Denial denial = new Denial(principal, topic);
                if (held.contains(denial) || !denials.deniesWrite(principal, topic)) {
                    own.add(denial);
                }
            }
        }
        return new Denials(own);
    }

    private static Set<Denial> heldBySwitches(SwitchRun run) {
        return run.site().journal().read(run.target()).denialsHeld(run.plan().from(), journalOfSource(run));
    }

    /** Without the right to read it nobody knows what a switch back has taken away: then what is there counts as a switch's. */
    private static SwitchHistory journalOfSource(SwitchRun run) {
        try {
            return SwitchHistory.read(run.site().requireSource());
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNAUTHORISED) {
                throw e;
            }
            return SwitchHistory.NONE;
        }
    }

    @Override
    public StepDone run(SwitchRun run) {
        WriteDenials denials = run.site().requireSource().writeDenials();
        List<String> topics = run.plan().topics();
        for (int i = 0; i < topics.size(); i++) {
            for (String principal : run.plan().request().fencing().principals()) {
                denials.denyWrite(principal, topics.get(i));
            }
            if (i == topics.size() / 2) {
                run.halfWay(this);
            }
        }
        return StepDone.of(String.join(", ", run.plan().request().fencing().principals()) + " may not write to "
                + topics.size() + " topics");
    }
}
