package dev.baton.failback;

import dev.baton.salvage.Refusal;
import dev.baton.state.FlowState;
import dev.baton.state.TurnPoint;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that was asked and decided before anything is changed.
 *
 * @param ended state of the flow that a switch ended
 * @param before state of the flow back
 * @param refusals partitions that were mirrored, and that cannot be turned round
 * @param commits of the moved groups on the old cluster
 */
record FailbackPlan(FlowState ended, FlowState before, List<Turn> turns, List<Refusal> refusals, OldCommits commits) {
    FailbackPlan {
        turns = List.copyOf(turns);
        refusals = List.copyOf(refusals);
    }

    /** An earlier run has turned the partition round after the same switch, and the flow back is not ended since. */
    boolean isDone(Turn turn) {
        TurnPoint point = before.turns().get(turn.tail().target());
        return point != null
                && point.switchId().equals(turn.tail().switchId())
                && point.targetTopicId().equals(turn.tail().sourceTopicId())
                && before.marks().containsKey(turn.tail().target())
                && !before.switched().coversTopic(turn.tail().targetTopic());
    }

    /** Those that no earlier run has turned round. */
    List<Turn> open() {
        return turns.stream().filter(turn -> !isDone(turn)).toList();
    }

    /** What the topics are called on the new active cluster. */
    Set<String> topics() {
        return turns.stream().map(turn -> turn.tail().targetTopic()).collect(Collectors.toSet());
    }
}
