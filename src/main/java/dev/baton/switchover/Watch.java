package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.OldSource.Seen;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.WatchReport.Group;
import dev.baton.switchover.WatchReport.Uncovered;
import dev.baton.translate.LogRange;
import dev.baton.translate.LogRanges;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code baton switch watch}: looks whether applications run on the target, and whether somebody still writes to the source.
 * For one thread; who looks again sees more than who looks once.
 */
public final class Watch {
    private final Clock clock;
    private final OldSource oldSource = new OldSource();

    public Watch(Clock clock) {
        this.clock = clock;
    }

    /**
     * One look.
     *
     * @param record of the switch, as the journal tells it now
     * @param source null where nobody named one
     */
    public WatchReport look(SwitchRecord record, @Nullable Cluster source, Cluster target) {
        SwitchPlan plan = record.committedPlan()
                .orElseThrow(() -> BatonException.refused(
                        "switch " + record.id() + " has committed nothing yet",
                        "go on with it: baton switch resume " + record.id()));
        Set<String> names = plan.going().stream().map(GroupPlan::group).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Outcome<GroupDescription>> described = target.groups().describe(names);
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> commits =
                target.groups().committed(names);
        Map<TopicPartition, LogRange> logs = logs(plan, target);
        List<Group> groups = new ArrayList<>();
        List<Uncovered> uncovered = new ArrayList<>();
        for (GroupPlan group : plan.going()) {
            Outcome<Map<TopicPartition, CommittedOffset>> read = commits.get(group.group());
            Map<TopicPartition, CommittedOffset> now = read == null ? null : read.orNull();
            groups.add(group(group, members(described.get(group.group())), now, logs));
            uncovered.addAll(uncovered(group, now, logs));
        }
        Seen seen = source == null ? null : oldSource.look(source, record, plan).orElse(null);
        return new WatchReport(
                record.id(),
                clock.instant(),
                seen != null,
                seen == null ? null : List.copyOf(seen.writings()),
                seen == null ? null : seen.by(),
                groups,
                uncovered);
    }

    private static Map<TopicPartition, LogRange> logs(SwitchPlan plan, Cluster target) {
        Set<String> topics = plan.going().stream()
                .flatMap(group -> group.partitions().stream())
                .map(PartitionPlan::topic)
                .collect(Collectors.toSet());
        return LogRanges.of(target, SourceEnds.partitions(target, topics)).known();
    }

    /** Null where the cluster does not say; a group that does not exist has none. */
    private static @Nullable Integer members(@Nullable Outcome<GroupDescription> described) {
        if (described instanceof Outcome.Known<GroupDescription> known) {
            return known.value().members().size();
        }
        boolean none = described instanceof Outcome.Failed<GroupDescription> failed
                && failed.failure().kind() == FailureKind.INCOMPLETE;
        return none ? 0 : null;
    }

    private static Group group(
            GroupPlan plan,
            @Nullable Integer members,
            @Nullable Map<TopicPartition, CommittedOffset> now,
            Map<TopicPartition, LogRange> logs) {
        if (now == null) {
            return Group.of(plan.group(), members, null, null);
        }
        long advanced = 0;
        Long behind = 0L;
        for (PartitionPlan p : plan.partitions()) {
            CommittedOffset commit = now.get(p.target());
            LogRange log = logs.get(p.target());
            Long applied = p.next();
            advanced += commit == null || applied == null ? 0 : Math.max(0, commit.offset() - applied);
            behind = behind == null || commit == null || log == null
                    ? null
                    : Long.valueOf(behind + Math.max(0, log.end() - commit.offset()));
        }
        return Group.of(plan.group(), members, advanced, behind);
    }

    /** What holds no record can lose none, and many clients commit nothing there. */
    private static List<Uncovered> uncovered(
            GroupPlan group, @Nullable Map<TopicPartition, CommittedOffset> now, Map<TopicPartition, LogRange> logs) {
        if (now == null) {
            return List.of();
        }
        Set<String> topics =
                group.partitions().stream().map(PartitionPlan::topic).collect(Collectors.toSet());
        return logs.entrySet().stream()
                .filter(log ->
                        topics.contains(log.getKey().topic()) && !log.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(partition -> !now.containsKey(partition))
                .sorted(ByPartition.ORDER)
                .map(p -> new Uncovered(group.group(), p.topic(), p.partition()))
                .toList();
    }
}
