package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.failback.FailbackReport.Group;
import dev.baton.failback.FailbackReport.Result;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.Halt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What the switched groups had committed on the old cluster before they moved. Where they go on is what they commit on the new
 * one, so the mirror is told that it may write over these: they count as its own.
 */
final class OldCommits {
    private final FlowConfig back;
    private final Cluster old;
    private final Map<String, Map<TopicPartition, CommittedOffset>> commits = new TreeMap<>();
    private final Map<String, String> active = new TreeMap<>();

    /** @param back the flow back: its target is the old cluster */
    OldCommits(FlowConfig back, Cluster old) {
        this.back = back;
        this.old = old;
    }

    /** Asks for the commits of the groups that a switch moved, on some topics. */
    OldCommits gather(SwitchedGeneration switched, Set<String> topics) {
        List<String> groups = old
                .groups()
                .list(group ->
                        !InternalTopics.isOwnGroup(group) && back.groups().test(group) && switched.coversGroup(group))
                .values()
                .stream()
                .filter(group -> group.hasConsumerOffsets())
                .map(group -> group.group())
                .toList();
        old.groups().committed(groups).forEach((group, outcome) -> {
            Map<TopicPartition, CommittedOffset> wanted = new PartitionMap<>(outcome.orThrow());
            wanted.keySet().removeIf(partition -> !topics.contains(partition.topic()));
            if (!wanted.isEmpty()) {
                commits.put(group, wanted);
            }
        });
        old.groups().describe(commits.keySet()).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Known<GroupDescription> known
                    && known.value().isActive()) {
                active.put(
                        group,
                        "active on " + old.alias() + ": "
                                + known.value().members().get(0).clientId() + "@"
                                + known.value().members().get(0).host() + "; stop it there first");
            }
        });
        return this;
    }

    /** What is to be done about each. */
    List<Group> groups(Result ofOthers) {
        List<Group> groups = new ArrayList<>();
        commits.forEach((group, offsets) -> groups.add(new Group(
                group, offsets.size(), active.containsKey(group) ? Result.REFUSED : ofOthers, active.get(group))));
        return groups;
    }

    boolean anyActive() {
        return !active.isEmpty();
    }

    /**
     * Records them as the mirror's own, then commits the same offsets without the leader epoch that tells of a consumer. Those
     * that are Baton's own already stay as they are.
     *
     * @param before state of the flow back
     */
    void take(FlowState before, StateWriter state, Instant now, Halt halt) {
        commits.forEach((group, offsets) -> {
            if (isOwn(before, group, offsets)) {
                return;
            }
            List<GroupSnapshot.Commit> intended = new ArrayList<>();
            Map<TopicPartition, CommittedOffset> plain = new PartitionMap<>();
            offsets.forEach((partition, commit) -> {
                intended.add(new GroupSnapshot.Commit(
                        partition.topic(), partition.partition(), commit.offset(), commit.metadata()));
                plain.put(partition, CommittedOffset.of(commit.offset(), commit.metadata()));
            });
            state.write(new GroupSnapshot(group, now, List.of(), intended));
            halt.reached("commits", "recorded");
            old.groups().commit(group, plain).values().forEach(Outcome::orThrow);
            halt.reached("commits", "made");
        });
    }

    /** What Baton put there, an earlier run of this or the mirror since, has no leader epoch and was noted first. */
    private static boolean isOwn(FlowState before, String group, Map<TopicPartition, CommittedOffset> offsets) {
        GroupSnapshot snapshot = before.groups().get(group);
        return snapshot != null
                && offsets.entrySet().stream().allMatch(there -> isOwn(snapshot, there.getKey(), there.getValue()));
    }

    private static boolean isOwn(GroupSnapshot snapshot, TopicPartition partition, CommittedOffset commit) {
        return commit.leaderEpoch() == null
                && Stream.concat(snapshot.intended().stream(), snapshot.previous().stream())
                        .anyMatch(noted -> noted.topic().equals(partition.topic())
                                && noted.partition() == partition.partition()
                                && noted.offset() == commit.offset());
    }
}
