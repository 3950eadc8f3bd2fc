package dev.baton.switchover;

import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an undo decided, journaled before the mirrors go on. From then on a log that grows and a commit that moves may be the
 * mirror's own work, so that a later run takes what is decided here as it is.
 *
 * @param groups all groups of the switch, with what became of them
 * @param topicsLeft source topics that stay switched, since applications have written to their copies
 * @param left all that stays switched: groups that were not restored, what these consume, and the topics written to
 * @param copies what the topics that stay are called on the target
 */
record TakenBack(List<Group> groups, List<String> topicsLeft, Claim left, Set<String> copies) {
    TakenBack {
        groups = List.copyOf(groups);
        topicsLeft = List.copyOf(topicsLeft);
        copies = Collections.unmodifiableSet(new TreeSet<>(copies));
    }

    /**
     * The decision.
     *
     * @param groups with what became of them
     * @param switched the same groups as the switch committed them
     * @param sources names of topics on the source, by those on the target
     */
    static TakenBack of(
            List<Group> groups, List<String> topicsLeft, List<GroupPlan> switched, Map<String, String> sources) {
        Set<String> staying =
                groups.stream().filter(Group::stays).map(Group::group).collect(Collectors.toSet());
        Set<String> topics = new TreeSet<>(topicsLeft);
        switched.stream()
                .filter(group -> staying.contains(group.group()))
                .flatMap(group -> group.partitions().stream())
                .filter(partition -> !partition.copy())
                .forEach(partition -> topics.add(partition.sourceTopic()));
        Set<String> copies = sources.entrySet().stream()
                .filter(entry -> topics.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new TakenBack(groups, topicsLeft, new Claim(false, staying, topics), copies);
    }

    /** Of denials on the target those that hold again: all but those of topics that stay. */
    List<Denial> closed(List<Denial> admitted, Map<String, String> sources) {
        return admitted.stream()
                .filter(denial -> !left.coversTopic(sources.getOrDefault(denial.topic(), denial.topic())))
                .toList();
    }
}
