package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.failure.BatonException;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The source right before the first commit of a planned switch, held against what was proved before: since then mirrors were
 * waited for and offsets translated, and a producer or a consumer may have come back. From the commit on nobody looks again.
 *
 * @param settled where the source's logs stood still
 * @param ends where they end now, those that have come since included
 * @param groups of the switch, as the source describes them now
 * @param commits of these groups on the source now
 */
record Standstill(
        Map<TopicPartition, Long> settled,
        Map<TopicPartition, Long> ends,
        Stopping groups,
        Map<String, Map<TopicPartition, CommittedOffset>> commits) {

    Standstill {
        settled = ByPartition.copy(settled);
        ends = ByPartition.copy(ends);
        commits = Map.copyOf(commits);
    }

    /** Refuses to go on where the source moves again. Where this run has proved nothing, there is nothing to hold. */
    static void require(SwitchRun run) {
        if (!run.isSettled()) {
            return;
        }
        look(run).objection(run.plan(), run.facts().isBatonFlow()).ifPresent(objection -> {
            throw objection;
        });
    }

    private static Standstill look(SwitchRun run) {
        Cluster source = run.site().requireSource();
        Set<String> topics =
                run.settledEnds().keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        List<String> names = run.plan().going().stream().map(GroupPlan::group).toList();
        Stopping groups = Stopping.of(source.groups().describe(names));
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        source.groups().stableCommitted(names).forEach((group, outcome) -> commits.put(group, outcome.orThrow()));
        Map<TopicPartition, Long> ends = SourceEnds.of(source, SourceEnds.partitions(source, topics));
        return new Standstill(run.settledEnds(), ends, groups, commits);
    }

    /**
     * What moves; empty where all stands still.
     *
     * @param ended whether the switch has ended the mirroring already
     */
    Optional<BatonException> objection(SwitchPlan plan, boolean ended) {
        String again = "stop them, then: baton switch resume " + plan.id();
        Map<TopicPartition, Long> grown = Settle.grown(settled, ends);
        if (!grown.isEmpty()) {
            return Optional.of(BatonException.refused(
                    "the source was written to after all had stood still: " + Partitions.named(grown.keySet()),
                    ended
                            ? "stop the producers; the mirror has stopped as well, so take this back with baton switch undo "
                                    + plan.id() + " --execute, and switch again once it has copied the rest"
                            : again));
        }
        if (!groups.isDone()) {
            return Optional.of(groups.refusal(again));
        }
        return plan.going().stream()
                .flatMap(group -> group.partitions().stream().flatMap(p -> moved(plan, group, p).stream()))
                .findFirst()
                .map(moved -> BatonException.refused(moved, again));
    }

    /** Offsets that the user gave are no commits. */
    private Optional<String> moved(SwitchPlan plan, GroupPlan group, PartitionPlan partition) {
        Long before = partition.committed();
        CommittedOffset now = commits.getOrDefault(group.group(), Map.of()).get(partition.source());
        boolean given = !plan.request().selection().given().isEmpty();
        return given || before == null || now == null || now.offset() == before
                ? Optional.empty()
                : Optional.of("group " + group.group() + " has committed on the source after it was translated: "
                        + partition.source() + " was at " + before + ", and is at " + now.offset());
    }
}
