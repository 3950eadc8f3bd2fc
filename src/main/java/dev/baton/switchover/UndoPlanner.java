package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import dev.baton.switchover.UndoReport.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * From the journal and what is found on the target to what an undo does. Pure. A commit that is neither the switch's nor that
 * of before is progress of somebody.
 *
 * @param applied what the switch committed, or was about to
 * @param commits what is committed on the target now
 * @param onTarget groups that exist there now
 */
record UndoPlanner(
        OffsetList applied,
        Snapshot snapshot,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        Map<String, GroupDescription> onTarget,
        boolean allowRewind) {

    List<Group> plan() {
        Map<String, List<OffsetList.Item>> byGroup = new TreeMap<>();
        for (OffsetList.Item item : applied.offsets()) {
            byGroup.computeIfAbsent(String.valueOf(item.group()), group -> new ArrayList<>())
                    .add(item);
        }
        Map<String, Map<TopicPartition, OffsetList.Item>> before = snapshot.byGroup();
        return byGroup.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue(), before.getOrDefault(entry.getKey(), Map.of())))
                .toList();
    }

    private Group group(String group, List<OffsetList.Item> items, Map<TopicPartition, OffsetList.Item> before) {
        Map<TopicPartition, CommittedOffset> now = commits.getOrDefault(group, Map.of());
        List<Partition> partitions = items.stream()
                .map(item -> partition(item, before.get(item.topicPartition()), now.get(item.topicPartition())))
                .toList();
        boolean made = !snapshot.groups().contains(group)
                && before.isEmpty()
                && onTarget.containsKey(group)
                && now.keySet().stream().allMatch(p -> isOf(items, p));
        boolean same = partitions.stream().allMatch(p -> Objects.equals(p.found(), p.before()));
        if (same && !made) {
            return new Group(group, Result.UNCHANGED, null, false, partitions);
        }
        String refusal = refusal(group, partitions);
        return new Group(group, refusal == null ? Result.PLANNED : Result.REFUSED, refusal, made, partitions);
    }

    private static boolean isOf(List<OffsetList.Item> items, TopicPartition partition) {
        return items.stream().anyMatch(item -> item.topicPartition().equals(partition));
    }

    private static Partition partition(
            OffsetList.Item item, OffsetList.@Nullable Item before, @Nullable CommittedOffset now) {
        Long applied = item.offset();
        return new Partition(
                item.topic(),
                item.partition(),
                applied == null ? 0 : applied,
                now == null ? null : Long.valueOf(now.offset()),
                before == null ? null : before.offset());
    }

    private @Nullable String refusal(String group, List<Partition> partitions) {
        GroupDescription found = onTarget.get(group);
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
                .map(p ->
                        "consumers have moved on: " + p.topic() + "-" + p.partition() + " is committed at " + p.found()
                                + ", the switch had put " + p.applied() + "; --allow-rewind takes it back all the same")
                .orElse(null);
    }

    private static boolean hasMoved(Partition partition) {
        Long found = partition.found();
        return found != null && found != partition.applied() && !found.equals(partition.before());
    }
}
