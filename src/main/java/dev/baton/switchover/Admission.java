package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.translate.Gathered;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to the target again once its groups are there: those whom switches away from it had shut out. Those switches are
 * journaled on what was their target, the source of this one.
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
     * Asks the source.
     *
     * @param source null where nobody named one
     */
    static Admission ask(@Nullable Cluster source, Gathered gathered, boolean takesAll, List<GroupPlan> groups) {
        if (source == null || !gathered.sourceReachable()) {
            // that the flow was turned round is known here; what the switch before that had denied only the source
            // knows
            return gathered.state().turns().isEmpty()
                    ? NONE
                    : new Admission(
                            List.of(),
                            "cluster " + gathered.flow().from() + ", which has it journaled, does not answer");
        }
        try {
            SwitchHistory history = SwitchHistory.read(source);
            return of(history, gathered.flow().from(), gathered.flow().to(), takesAll, groups);
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            return new Admission(List.of(), String.valueOf(e.getMessage()));
        }
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

    /**
     * What the journal of the source says. Topics that do not come to the target stay closed. Pure.
     *
     * @param takesAll whether everything comes
     * @param groups those that come, or not
     */
    static Admission of(SwitchHistory history, String from, String to, boolean takesAll, List<GroupPlan> groups) {
        Set<String> coming = groups.stream()
                .filter(group -> group.verdict().goes())
                .flatMap(group -> group.partitions().stream())
                .map(SwitchPlan.PartitionPlan::topic)
                .collect(Collectors.toSet());
        List<Denial> denials = history.switches().stream()
                .filter(record -> record.isOfFlow(to, from))
                .flatMap(record -> record.denialsHeld().stream())
                .filter(denial -> takesAll || coming.contains(denial.topic()))
                .distinct()
                .toList();
        return new Admission(denials, null);
    }
}
