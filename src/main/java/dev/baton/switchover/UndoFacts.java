package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What an undo is decided from.
 *
 * @param switched the groups as the switch committed them; none where it did not come so far
 * @param commits what is committed on the target now
 * @param onTarget groups that exist there now
 * @param now what the mirrors are told now
 * @param earlier what an earlier run decided; null where none came so far
 * @param letGo whether that run is known to have told the mirrors
 * @param point where the target's logs ended once the mirrors had stopped
 * @param ends where they end now
 * @param sources names of topics on the source, by those on the target
 */
record UndoFacts(
        List<GroupPlan> switched,
        Snapshot snapshot,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        Map<String, GroupDescription> onTarget,
        SwitchedGeneration now,
        @Nullable TakenBack earlier,
        boolean letGo,
        OffsetList point,
        Map<TopicPartition, Long> ends,
        Map<String, String> sources) {
    UndoFacts {
        switched = List.copyOf(switched);
        commits = Map.copyOf(commits);
        onTarget = Map.copyOf(onTarget);
        ends = ByPartition.copy(ends);
        sources = Map.copyOf(sources);
    }

    /**
     * A group that an earlier run has restored, and for which the mirror may work again: its commits prove nothing any more.
     * Where the run died before it told the mirrors, the group still stands as it was left, and is looked at again.
     */
    Optional<Group> settled(String group) {
        TakenBack before = earlier;
        return before == null || !(letGo || !now.coversGroup(group))
                ? Optional.empty()
                : before.groups().stream()
                        .filter(item -> item.group().equals(group) && !item.stays())
                        .findFirst();
    }

    /** Whether nobody has mirrored the source topic since the switch, so that what its copy has grown by is foreign. */
    boolean isStopped(String sourceTopic) {
        TakenBack before = earlier;
        boolean released = before != null && letGo && !before.left().coversTopic(sourceTopic);
        return now.coversTopic(sourceTopic) && !released;
    }
}
