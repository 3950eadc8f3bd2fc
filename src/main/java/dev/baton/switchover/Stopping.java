package dev.baton.switchover;

import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which groups are not known to have stopped: who cannot be asked may run. Pure.
 *
 * @param active groups with members
 * @param unanswered groups that the cluster did not describe, each with the reason
 */
record Stopping(Map<String, GroupDescription> active, Map<String, BatonException> unanswered) {
    private static final int NAMED = 5;

    /** From what a cluster said; a group that does not exist there has stopped. */
    static Stopping of(Map<String, Outcome<GroupDescription>> described) {
        Map<String, GroupDescription> active = new TreeMap<>();
        Map<String, BatonException> unanswered = new TreeMap<>();
        described.forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Known<GroupDescription> known) {
                if (known.value().isActive()) {
                    active.put(group, known.value());
                }
            } else if (outcome instanceof Outcome.Failed<GroupDescription> failed
                    && failed.failure().kind() != FailureKind.INCOMPLETE) {
                unanswered.put(group, failed.failure());
            }
        });
        return new Stopping(active, unanswered);
    }

    boolean isDone() {
        return active.isEmpty() && unanswered.isEmpty();
    }

    /** Why a switch cannot go on; only where it is not done. */
    BatonException refusal(String remedy) {
        if (active.isEmpty()) {
            String group = unanswered.keySet().iterator().next();
            BatonException failure = unanswered.values().iterator().next();
            return new BatonException(
                    failure.kind(),
                    "whether " + unanswered.size() + " groups still have members on the source is not known, as "
                            + group + ": " + failure.getMessage(),
                    remedy);
        }
        return BatonException.refused(active.size() + " groups are still active on the source: " + named(), remedy);
    }

    private String named() {
        String first = active.entrySet().stream()
                .limit(NAMED)
                .map(group -> group.getKey() + " (" + Members.of(group.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return active.size() > NAMED ? first + " and " + (active.size() - NAMED) + " more" : first;
    }
}
