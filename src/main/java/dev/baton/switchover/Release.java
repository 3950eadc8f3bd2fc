package dev.baton.switchover;

import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stays switched once a switch is taken back: what other switches claim, groups that could not be restored with their
 * topics, and topics that were written to. Pure.
 */
record Release(SwitchHistory history, SwitchRecord record, Set<String> groupsLeft, Collection<String> topicsLeft) {

    SwitchedGeneration from(SwitchedGeneration now, Instant at) {
        TreeSet<String> groups = new TreeSet<>(groupsLeft);
        TreeSet<String> topics = new TreeSet<>(topicsLeft);
        boolean all = false;
        for (SwitchPlan other : others()) {
            all |= Mirrors.takesAll(other);
            other.going().forEach(group -> groups.add(group.group()));
            topics.addAll(other.topics());
        }
        record.plan()
                .ifPresent(plan -> plan.groups().stream()
                        .filter(group -> groupsLeft.contains(group.group()))
                        .forEach(group -> topics.addAll(topics(group))));
        return new SwitchedGeneration(
                now.generation() + 1,
                record.id() + Undo.SUFFIX,
                all,
                List.copyOf(groups),
                all,
                List.copyOf(topics),
                at);
    }

    private List<SwitchPlan> others() {
        return history.switches().stream()
                .filter(other -> !other.id().equals(record.id()))
                .filter(other ->
                        other.from().equals(record.from()) && other.to().equals(record.to()))
                .filter(other -> other.hasStarted(Fence.LABEL) && !other.isUndone())
                .flatMap(other -> other.plan().stream())
                .toList();
    }

    private static List<String> topics(GroupPlan group) {
        return group.partitions().stream()
                .map(PartitionPlan::sourceTopic)
                .distinct()
                .toList();
    }
}
