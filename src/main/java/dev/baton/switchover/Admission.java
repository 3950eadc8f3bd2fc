package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to the target again once its groups are there: those whom switches away from it had shut out. Those switches are
 * journaled on what was their target, the source of this one. What an administrator has denied stays.
 *
 * @param denials what goes
 * @param unknown why it is not known whether there are any; null where it is
 */
record Admission(List<Denial> denials, @Nullable String unknown) {
    static final Admission NONE = new Admission(List.of(), null);

    Admission {
        denials = List.copyOf(denials);
    }

    /**
     * Asks the target who is shut out there, and where somebody is, the source whether that was a switch.
     *
     * @param away the journal of the source; a failure of it makes the answer unknown
     * @param back the journal of the target
     */
    static Admission ask(
            Cluster target,
            Supplier<SwitchHistory> away,
            SwitchHistory back,
            boolean takesAll,
            Collection<GroupPlan> groups) {
        try {
            List<Denial> there = target.writeDenials().shutOut().entrySet().stream()
                    .flatMap(topic -> topic.getValue().stream().map(who -> new Denial(who, topic.getKey())))
                    .toList();
            List<Denial> coming = ofComing(there, takesAll, groups);
            if (coming.isEmpty()) {
                return NONE;
            }
            Set<Denial> held = away.get().denialsHeld(target.alias(), back);
            return new Admission(coming.stream().filter(held::contains).toList(), null);
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            // a cluster without an authorizer shuts nobody out
            return e.kind() == FailureKind.INCOMPLETE ? NONE : new Admission(List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** Those of them that hold for what a plan brings in the end: topics that do not come to the target stay closed. Pure. */
    List<Denial> of(SwitchPlan plan) {
        return ofComing(denials, plan.takesAll(), plan.groups());
    }

    private static List<Denial> ofComing(List<Denial> denials, boolean takesAll, Collection<GroupPlan> groups) {
        Set<String> coming = groups.stream()
                .filter(group -> group.verdict().goes())
                .flatMap(group -> group.partitions().stream())
                .map(SwitchPlan.PartitionPlan::topic)
                .collect(Collectors.toSet());
        return denials.stream()
                .filter(denial -> takesAll || coming.contains(denial.topic()))
                .toList();
    }

    /** Who may write to which topics again, in words; nothing where nobody was shut out. */
    Optional<String> words(String cluster) {
        return denials.isEmpty()
                ? Optional.empty()
                : Optional.of(principals(denials) + " may then write to " + topics(denials) + " of " + cluster
                        + " again, where an earlier switch has denied it");
    }

    static String principals(List<Denial> denials) {
        return denials.stream().map(Denial::principal).distinct().collect(Collectors.joining(", "));
    }

    /** How many topics they are about, with the noun. */
    static String topics(List<Denial> denials) {
        long topics = denials.stream().map(Denial::topic).distinct().count();
        return topics == 1 ? "1 topic" : topics + " topics";
    }
}
