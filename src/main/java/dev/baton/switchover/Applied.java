package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Commits planned offsets and reads them back, each group and partition with its own outcome. */
final class Applied {
    private final Cluster target;
    private final Runnable beforeEachCall;
    private final Map<String, String> failures = new TreeMap<>();

    /**
     * For one run.
     *
     * @param beforeEachCall throws where nothing may be committed any more
     */
    Applied(Cluster target, Runnable beforeEachCall) {
        this.target = target;
        this.beforeEachCall = beforeEachCall;
    }

    /** Groups of which not every offset was committed and read back, each with the reason. */
    Map<String, String> failures() {
        return failures;
    }

    /**
     * Commits what differs from what is committed already; gives how many partitions that were.
     *
     * @param halfWay called between two groups of requests
     */
    int commit(Collection<GroupPlan> groups, Runnable halfWay) {
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new TreeMap<>();
        groups.forEach(group -> offsets.put(group.group(), changes(group)));
        return commit(offsets, halfWay);
    }

    /** Commits what a run that was killed left undone; whatever else is found there is somebody's progress. */
    int commitRest(Collection<GroupPlan> groups, Runnable halfWay) {
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read =
                target.groups().committed(groups.stream().map(GroupPlan::group).toList());
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new TreeMap<>();
        for (GroupPlan group : groups) {
            Outcome<Map<TopicPartition, CommittedOffset>> outcome = read.get(group.group());
            if (outcome instanceof Outcome.Known<Map<TopicPartition, CommittedOffset>> known) {
                rest(group, known.value()).ifPresent(rest -> offsets.put(group.group(), rest));
            } else {
                failures.put(group.group(), "its commits could not be read");
            }
        }
        return commit(offsets, halfWay);
    }

    private Optional<Map<TopicPartition, CommittedOffset>> rest(
            GroupPlan group, Map<TopicPartition, CommittedOffset> there) {
        Map<TopicPartition, CommittedOffset> rest = changes(group);
        for (PartitionPlan partition : group.partitions()) {
            CommittedOffset found = there.get(partition.target());
            Long now = found == null ? null : Long.valueOf(found.offset());
            if (Objects.equals(now, partition.next())) {
                rest.remove(partition.target());
            } else if (rest.containsKey(partition.target()) && !Objects.equals(now, partition.previous())) {
                failures.put(
                        group.group(),
                        partition.target() + " is committed at " + now + ", neither the "
                                + partition.previous() + " of before nor the " + partition.next()
                                + " of this switch: the group runs on the target");
                return Optional.empty();
            }
        }
        return Optional.of(rest);
    }

    private int commit(Map<String, Map<TopicPartition, CommittedOffset>> offsets, Runnable halfWay) {
        List<String> groups = List.copyOf(offsets.keySet());
        int half = (groups.size() + 1) / 2;
        commitSome(offsets, groups.subList(0, half));
        halfWay.run();
        commitSome(offsets, groups.subList(half, groups.size()));
        return offsets.values().stream().mapToInt(Map::size).sum();
    }

    private void commitSome(Map<String, Map<TopicPartition, CommittedOffset>> offsets, List<String> groups) {
        Map<String, Map<TopicPartition, CommittedOffset>> some = new TreeMap<>(offsets);
        some.keySet().retainAll(groups);
        some.values().removeIf(Map::isEmpty);
        beforeEachCall.run();
        target.groups().commitAll(some).forEach((item, outcome) -> {
            if (outcome instanceof Outcome.Failed<CommittedOffset> failed) {
                failures.putIfAbsent(
                        item.group(), item.partition() + ": " + failed.failure().getMessage());
            }
        });
    }

    /** The offsets that a group's commit changes. */
    static Map<TopicPartition, CommittedOffset> changes(GroupPlan group) {
        Map<TopicPartition, CommittedOffset> offsets = new PartitionMap<>();
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
