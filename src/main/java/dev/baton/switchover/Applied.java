package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Commits planned offsets and reads them back, each group and partition with its own outcome. */
final class Applied {
    private final Cluster target;
    private final Map<String, String> failures = new TreeMap<>();

    Applied(Cluster target) {
        this.target = target;
    }

    /** Groups of which not every offset was committed and read back, each with the reason. */
    Map<String, String> failures() {
        return failures;
    }

    /** Commits what differs from what is committed already; gives how many partitions that were. */
    int commit(Collection<GroupPlan> groups) {
        int count = 0;
        for (GroupPlan group : groups) {
            Map<TopicPartition, CommittedOffset> offsets = changes(group);
            count += offsets.size();
            target.groups().commit(group.group(), offsets).forEach((partition, outcome) -> {
                if (outcome instanceof Outcome.Failed<CommittedOffset> failed) {
                    failures.putIfAbsent(
                            group.group(), partition + ": " + failed.failure().getMessage());
                }
            });
        }
        return count;
    }

    /** The offsets that a group's commit changes. */
    static Map<TopicPartition, CommittedOffset> changes(GroupPlan group) {
        Map<TopicPartition, CommittedOffset> offsets = new HashMap<>();
        for (PartitionPlan partition : group.partitions()) {
            Long next = partition.next();
            if (next != null && !next.equals(partition.previous())) {
                offsets.put(partition.target(), CommittedOffset.of(next, partition.metadata()));
            }
        }
        return offsets;
    }

    /** Reads all offsets back, also those that were there before; gives how many were as they should be. */
    int readBack(List<GroupPlan> groups) {
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read =
                target.groups().committed(groups.stream().map(GroupPlan::group).toList());
        int right = 0;
        for (GroupPlan group : groups) {
            Outcome<Map<TopicPartition, CommittedOffset>> outcome = read.get(group.group());
            if (outcome instanceof Outcome.Known<Map<TopicPartition, CommittedOffset>> known) {
                right += compare(group, known.value());
            } else {
                failures.putIfAbsent(group.group(), "its commits could not be read back");
            }
        }
        return right;
    }

    private int compare(GroupPlan group, Map<TopicPartition, CommittedOffset> read) {
        int right = 0;
        for (PartitionPlan partition : group.partitions()) {
            Long next = partition.next();
            CommittedOffset committed = read.get(partition.target());
            if (next == null) {
                continue;
            }
            if (committed != null && committed.offset() == next) {
                right++;
            } else {
                failures.putIfAbsent(
                        group.group(),
                        partition.target() + " reads back as "
                                + (committed == null ? "nothing" : String.valueOf(committed.offset())) + " instead of "
                                + next);
            }
        }
        return right;
    }
}
