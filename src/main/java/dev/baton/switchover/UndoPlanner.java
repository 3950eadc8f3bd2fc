package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.PartitionMap;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import dev.baton.switchover.UndoReport.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * From the journal and what is found on the target to what an undo does. Pure.
 *
 * <p>Every partition counts that the switch was about, that had a commit before, or that has one now: a group that the switch
 * found where it was to be runs on the target as well as one that it moved. A commit that is neither the switch's nor that of
 * before is progress of somebody.
 */
record UndoPlanner(UndoFacts facts, boolean allowRewind) {

    /** One group each, in order. */
    List<Group> groups() {
        return facts.switched().stream()
                .sorted(Comparator.comparing(GroupPlan::group))
                .map(group -> facts.settled(group.group()).orElseGet(() -> group(group)))
                .toList();
    }

    /** Source topics whose copies have grown since the mirrors stopped: somebody else has written there. */
    List<String> topicsLeft() {
        return facts.point().offsets().stream()
                .filter(item -> !Objects.equals(facts.ends().get(item.topicPartition()), item.offset()))
                .flatMap(item -> Stream.ofNullable(facts.sources().get(item.topic())))
                .filter(facts::isStopped)
                .distinct()
                .sorted()
                .toList();
    }

    private Group group(GroupPlan switched) {
        String group = switched.group();
        Map<TopicPartition, Long> applied = applied(switched);
        Map<TopicPartition, OffsetList.Item> before = facts.snapshot().byGroup().getOrDefault(group, Map.of());
        Map<TopicPartition, CommittedOffset> now = facts.commits().getOrDefault(group, Map.of());
        List<Partition> partitions = partitions(applied, before, now);
        boolean made = !applied.isEmpty()
                && !facts.snapshot().groups().contains(group)
                && before.isEmpty()
                && facts.onTarget().containsKey(group);
        boolean same = partitions.stream().allMatch(p -> Objects.equals(p.found(), p.before()));
        String refusal = refusal(group, partitions);
        if (refusal != null) {
            return new Group(group, Result.REFUSED, refusal, made, partitions);
        }
        return new Group(group, same && !made ? Result.UNCHANGED : Result.PLANNED, null, made, partitions);
    }

    /** What the switch committed, was about to, or found there already. */
    private static Map<TopicPartition, Long> applied(GroupPlan group) {
        Map<TopicPartition, Long> applied = new PartitionMap<>();
        for (PartitionPlan partition : group.partitions()) {
            Long next = partition.next();
            if (next != null) {
                applied.put(partition.target(), next);
            }
        }
        return applied;
    }

    private static List<Partition> partitions(
            Map<TopicPartition, Long> applied,
            Map<TopicPartition, OffsetList.Item> before,
            Map<TopicPartition, CommittedOffset> now) {
        Set<TopicPartition> all = PartitionMap.newSet(applied.keySet());
        all.addAll(before.keySet());
        all.addAll(now.keySet());
        List<TopicPartition> sorted = new ArrayList<>(all);
        sorted.sort(ByPartition.ORDER);
        return sorted.stream()
                .map(p -> partition(p, applied.get(p), before.get(p), now.get(p)))
                .toList();
    }

    private static Partition partition(
            TopicPartition partition,
            @Nullable Long applied,
            OffsetList.@Nullable Item before,
            @Nullable CommittedOffset now) {
        return new Partition(
                partition.topic(),
                partition.partition(),
                applied,
                now == null ? null : Long.valueOf(now.offset()),
                before == null ? null : before.offset());
    }

    private @Nullable String refusal(String group, List<Partition> partitions) {
        GroupDescription found = facts.onTarget().get(group);
        if (found != null && found.isActive()) {
            return "active on the target: "
                    + found.members().stream()
                            .map(m -> m.clientId() + "@" + m.host())
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        if (allowRewind) {
            return null;
        }
        return partitions.stream()
                .filter(UndoPlanner::hasMoved)
                .findFirst()
                .map(p -> "consumers have moved on: " + p.topic() + "-" + p.partition() + " is committed at "
                        + p.found() + ", " + leftAt(p) + "; --allow-rewind takes it back all the same")
                .orElse(null);
    }

    private static boolean hasMoved(Partition partition) {
        Long found = partition.found();
        return found != null && !found.equals(partition.applied()) && !found.equals(partition.before());
    }

    private static String leftAt(Partition partition) {
        Long applied = partition.applied();
        Long before = partition.before();
        if (applied == null || applied.equals(before)) {
            return "the switch had found " + (before == null ? "nothing" : before) + " there";
        }
        return "the switch had put " + applied;
    }
}
