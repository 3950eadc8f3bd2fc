package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Groups;
import dev.baton.cluster.Outcome;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.StateLog;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Asks the target what an undo is decided from. */
record UndoGatherer(SwitchSite site) {

    /** The facts; no answer to a part of it is a failure: nothing can be decided without it. */
    UndoFacts gather(SwitchRecord record) {
        FlowState state = new StateLog(record.from()).read(site.target());
        // of a flow that was turned round and back since, only the denials may be left
        boolean counts = record.endsTheFlow();
        List<GroupPlan> switched =
                counts ? record.committedPlan().map(SwitchPlan::going).orElse(List.of()) : List.of();
        OffsetList point =
                counts ? record.offsets(FailoverPoint.LABEL, Event.DONE).orElse(OffsetList.NONE) : OffsetList.NONE;
        Collection<String> names =
                new TreeSet<>(switched.stream().map(GroupPlan::group).toList());
        return new UndoFacts(
                switched,
                record.snapshot(),
                commits(names),
                existing(names),
                state.switched(),
                record.takenBack().orElse(null),
                record.hasLetGo(),
                point,
                SourceEnds.of(
                        site.target(),
                        point.offsets().stream()
                                .map(OffsetList.Item::topicPartition)
                                .toList()),
                sources(record, state));
    }

    private Map<String, Map<TopicPartition, CommittedOffset>> commits(Collection<String> names) {
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        site.target().groups().committed(names).forEach((group, outcome) -> commits.put(group, outcome.orThrow()));
        return commits;
    }

    private Map<String, GroupDescription> existing(Collection<String> names) {
        Groups groups = site.target().groups();
        Map<String, GroupDescription> existing = new HashMap<>();
        groups.describe(names).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Known<GroupDescription> known) {
                existing.put(group, known.value());
            } else if (outcome instanceof Outcome.Failed<GroupDescription> failed
                    && failed.failure().kind() != FailureKind.INCOMPLETE) {
                throw failed.failure();
            }
        });
        return existing;
    }

    /** The marks know topics that no group reads, too; the plan those of a flow that Baton does not mirror. */
    static Map<String, String> sources(SwitchRecord record, FlowState state) {
        Map<String, String> sources = new HashMap<>();
        record.plan()
                .ifPresent(plan -> plan.groups().stream()
                        .flatMap(group -> group.partitions().stream())
                        .filter(partition -> !partition.copy())
                        .forEach(partition -> sources.put(partition.topic(), partition.sourceTopic())));
        state.marks().values().forEach(mark -> sources.put(mark.targetTopic(), mark.topic()));
        return sources;
    }
}
