package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.switchover.SwitchReport.Rpo;
import dev.baton.translate.LogRange;
import dev.baton.translate.LogRanges;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the source had of some topics that the target has not: asked of the source, else as the mirror last saw it. */
final class RpoEstimate {
    private RpoEstimate() {}

    /**
     * For the topics of a switch; unknown where Baton does not mirror them.
     *
     * @param source null where it cannot be asked
     * @param highestCommits source offsets that some group is known to have committed
     */
    static Rpo of(
            FlowState state,
            Set<String> topics,
            @Nullable Cluster source,
            Map<TopicPartition, Long> highestCommits,
            Clock clock) {
        List<Mark> marks = state.marks().values().stream()
                .filter(mark -> topics.contains(mark.topic()))
                .toList();
        if (marks.isEmpty()) {
            return Rpo.UNKNOWN;
        }
        return source == null ? lastSeen(state, marks, highestCommits) : asked(topics, source, marks, clock);
    }

    /** What has come since all below some ends was proved to be on the target; empty where the source cannot be asked. */
    static Optional<Rpo> since(Map<TopicPartition, Long> settled, Cluster source, Clock clock) {
        try {
            Map<TopicPartition, Long> ends = SourceEnds.of(source, settled.keySet());
            long more = Settle.grown(settled, ends).values().stream()
                    .mapToLong(grown -> Math.max(0, grown))
                    .sum();
            return Optional.of(new Rpo(more, clock.instant(), true));
        } catch (BatonException e) {
            return Optional.empty();
        }
    }

    private static Rpo asked(Set<String> topics, Cluster source, Collection<Mark> marks, Clock clock) {
        Map<String, TopicInfo> there = source.topics().describe(topics);
        Map<TopicPartition, Mark> byPartition = new PartitionMap<>();
        marks.stream()
                .filter(mark -> isOf(mark, there.get(mark.topic())))
                .forEach(mark -> byPartition.put(mark.sourcePartition(), mark));
        Set<TopicPartition> unmarked = there.values().stream()
                .flatMap(topic -> topic.topicPartitions().stream())
                .filter(partition -> !byPartition.containsKey(partition))
                .collect(Collectors.toSet());
        Instant now = clock.instant();
        long sum = 0;
        boolean whole = isEmpty(source, unmarked);
        for (var stable : source.offsets().stable(byPartition.keySet()).entrySet()) {
            Mark mark = byPartition.get(stable.getKey());
            if (stable.getValue() instanceof Outcome.Known<Long> known && mark != null) {
                sum += Math.max(0, known.value() - mark.coveredTo());
            } else {
                whole = false;
            }
        }
        return new Rpo(sum, now, whole);
    }

    /** Whether a mark speaks of a topic as it is now; it does not of one that was made anew. */
    private static boolean isOf(Mark mark, @Nullable TopicInfo topic) {
        return topic != null && topic.id().equals(mark.sourceTopicId());
    }

    /** Of logs that nobody marks nothing is known, unless they hold nothing. */
    private static boolean isEmpty(Cluster source, Set<TopicPartition> partitions) {
        LogRanges logs = LogRanges.of(source, partitions);
        return logs.failures().isEmpty() && logs.known().values().stream().allMatch(LogRange::isEmpty);
    }

    private static Rpo lastSeen(FlowState state, Collection<Mark> marks, Map<TopicPartition, Long> highestCommits) {
        long sum = 0;
        Instant oldest = null;
        for (Mark mark : marks) {
            Long stable = mark.sourceStable();
            Long committed = highestCommits.get(mark.sourcePartition());
            long seen = Math.max(stable == null ? 0 : stable, committed == null ? 0 : committed);
            sum += Math.max(0, seen - mark.coveredTo());
            Instant asOf = state.asOf(mark);
            oldest = oldest == null || asOf.isBefore(oldest) ? asOf : oldest;
        }
        return new Rpo(sum, oldest, false);
    }
}
