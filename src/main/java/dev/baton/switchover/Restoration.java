package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Groups;
import dev.baton.cluster.Outcome;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import dev.baton.switchover.UndoReport.Result;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Puts the commits of groups back to what they were before a switch, of all groups at once, and reads them back. A group that
 * the switch made is deleted. For one undoing.
 */
final class Restoration {
    private final Groups target;
    private final Map<String, Map<TopicPartition, OffsetList.Item>> before;
    private final Map<String, String> failures = new HashMap<>();

    Restoration(Groups target, Snapshot snapshot) {
        this.target = target;
        this.before = snapshot.byGroup();
    }

    /**
     * Restores those that are planned.
     *
     * @param halfWay called once half of them are
     * @return all groups, with what became of them
     */
    List<Group> restore(List<Group> groups, Runnable halfWay) {
        List<Group> planned = groups.stream()
                .filter(group -> group.result() == Result.PLANNED)
                .toList();
        int half = (planned.size() + 1) / 2;
        put(planned.subList(0, half));
        halfWay.run();
        put(planned.subList(half, planned.size()));
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read =
                target.committed(planned.stream().map(Group::group).toList());
        return groups.stream()
                .map(group -> group.result() == Result.PLANNED ? judged(group, read.get(group.group())) : group)
                .toList();
    }

    private void put(List<Group> groups) {
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        Map<String, Set<TopicPartition>> deletions = new HashMap<>();
        Set<String> made = new HashSet<>();
        for (Group group : groups) {
            if (group.deleted()) {
                made.add(group.group());
                continue;
            }
            for (Partition p : group.partitions()) {
                TopicPartition partition = new TopicPartition(p.topic(), p.partition());
                Long offset = p.before();
                if (offset == null && p.found() != null) {
                    deletions
                            .computeIfAbsent(group.group(), name -> new HashSet<>())
                            .add(partition);
                } else if (offset != null && !Objects.equals(p.found(), offset)) {
                    commits.computeIfAbsent(group.group(), name -> new HashMap<>())
                            .put(partition, CommittedOffset.of(offset, metadata(group.group(), partition)));
                }
            }
        }
        target.commitAll(commits).forEach((item, outcome) -> note(item.group(), outcome));
        target.deleteOffsets(deletions).forEach((item, outcome) -> note(item.group(), outcome));
        target.deleteAll(made).forEach(this::note);
    }

    private String metadata(String group, TopicPartition partition) {
        OffsetList.Item item = before.getOrDefault(group, Map.of()).get(partition);
        String metadata = item == null ? null : item.metadata();
        return metadata == null ? "" : metadata;
    }

    private void note(String group, Outcome<?> outcome) {
        if (outcome instanceof Outcome.Failed<?> failed) {
            failures.putIfAbsent(group, String.valueOf(failed.failure().getMessage()));
        }
    }

    private Group judged(Group group, @Nullable Outcome<Map<TopicPartition, CommittedOffset>> read) {
        String failure = failures.get(group.group());
        Map<TopicPartition, CommittedOffset> found = read == null ? null : read.orNull();
        if (failure != null || found == null) {
            return group.as(Result.FAILED, failure == null ? "its commits could not be read back" : failure);
        }
        for (Partition p : group.partitions()) {
            CommittedOffset commit = found.get(new TopicPartition(p.topic(), p.partition()));
            Long offset = commit == null ? null : Long.valueOf(commit.offset());
            if (!Objects.equals(offset, p.before())) {
                return group.as(Result.FAILED, p.topic() + "-" + p.partition() + " reads back as " + offset);
            }
        }
        return group.as(Result.RESTORED, null);
    }
}
