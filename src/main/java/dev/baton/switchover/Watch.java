package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TimedOffset;
import dev.baton.failure.BatonException;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.WatchReport.Group;
import dev.baton.switchover.WatchReport.State;
import dev.baton.switchover.WatchReport.Uncovered;
import dev.baton.switchover.WatchReport.Writing;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** {@code baton switch watch}: looks whether applications run on the target, and whether somebody still writes to the source. */
public final class Watch {
    private final SwitchRecord record;
    private final Clock clock;

    public Watch(SwitchRecord record, Clock clock) {
        this.record = record;
        this.clock = clock;
    }

    /**
     * One look.
     *
     * @param source null where nobody named one
     */
    public WatchReport look(@Nullable Cluster source, Cluster target) {
        SwitchPlan plan = record.committedPlan()
                .orElseThrow(() -> BatonException.refused(
                        "switch " + record.id() + " has committed nothing yet",
                        "go on with it: baton switch resume " + record.id()));
        Set<String> names = plan.going().stream().map(GroupPlan::group).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Outcome<GroupDescription>> described = target.groups().describe(names);
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> commits =
                target.groups().committed(names);
        Set<String> topics = plan.going().stream()
                .flatMap(group -> group.partitions().stream())
                .map(PartitionPlan::topic)
                .collect(Collectors.toSet());
        List<TopicPartition> partitions = SourceEnds.partitions(target, topics);
        Map<TopicPartition, Long> ends = SourceEnds.of(target, partitions);
        List<Group> groups = new ArrayList<>();
        List<Uncovered> uncovered = new ArrayList<>();
        for (GroupPlan group : plan.going()) {
            Outcome<Map<TopicPartition, CommittedOffset>> read = commits.get(group.group());
            Map<TopicPartition, CommittedOffset> now = read == null ? Map.of() : read.orThrow();
            groups.add(group(group, described.get(group.group()), now, ends));
            uncovered.addAll(uncovered(group, now, partitions));
        }
        List<Writing> writings = source == null ? null : writings(source, plan);
        return new WatchReport(record.id(), clock.instant(), writings != null, writings, groups, uncovered);
    }

    private static Group group(
            GroupPlan plan,
            @Nullable Outcome<GroupDescription> described,
            Map<TopicPartition, CommittedOffset> now,
            Map<TopicPartition, Long> ends) {
        GroupDescription description = described == null ? null : described.orNull();
        int members = description == null ? 0 : description.members().size();
        long advanced = 0;
        Long behind = 0L;
        for (PartitionPlan p : plan.partitions()) {
            CommittedOffset commit = now.get(p.target());
            Long end = ends.get(p.target());
            Long applied = p.next();
            advanced += commit == null || applied == null ? 0 : Math.max(0, commit.offset() - applied);
            behind = behind == null || commit == null || end == null
                    ? null
                    : Long.valueOf(behind + Math.max(0, end - commit.offset()));
        }
        return new Group(plan.group(), state(members, advanced, behind), members, advanced, behind);
    }

    private static State state(int members, long advanced, @Nullable Long behind) {
        boolean nothingToRead = behind != null && behind == 0;
        if (members > 0) {
            return advanced > 0 || nothingToRead ? State.RUNS : State.JOINED;
        }
        return advanced > 0 ? State.COMMITS : State.WAITS;
    }

    private static List<Uncovered> uncovered(
            GroupPlan group, Map<TopicPartition, CommittedOffset> now, List<TopicPartition> partitions) {
        Set<String> topics =
                group.partitions().stream().map(PartitionPlan::topic).collect(Collectors.toSet());
        return partitions.stream()
                .filter(p -> topics.contains(p.topic()) && !now.containsKey(p))
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
                .map(p -> new Uncovered(group.group(), p.topic(), p.partition()))
                .toList();
    }

    /** Partitions of the old source whose newest record is younger than the switch; null where it does not answer. */
    private @Nullable List<Writing> writings(Cluster source, SwitchPlan plan) {
        try {
            Instant switched = record.entries().stream()
                    .filter(entry -> entry.event() == Event.DONE && FailoverPoint.LABEL.equals(entry.step()))
                    .map(JournalEntry::at)
                    .reduce((earlier, later) -> later)
                    .orElse(record.openedAt());
            List<Writing> writings = new ArrayList<>();
            source.offsets()
                    .maxTimestamp(SourceEnds.partitions(source, plan.topics()))
                    .forEach((partition, outcome) -> {
                        Optional<TimedOffset> newest = outcome.orThrow();
                        newest.map(timed -> Instant.ofEpochMilli(timed.timestamp()))
                                .filter(time -> time.isAfter(switched))
                                .ifPresent(time ->
                                        writings.add(new Writing(partition.topic(), partition.partition(), time)));
                    });
            writings.sort(Comparator.comparing(Writing::topic).thenComparing(Writing::partition));
            return writings;
        } catch (BatonException e) {
            return null;
        }
    }
}
