package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.switchover.SwitchReport.Rpo;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        return source == null ? lastSeen(state, marks, highestCommits) : asked(source, marks, clock);
    }

    private static Rpo asked(Cluster source, Collection<Mark> marks, Clock clock) {
        Map<TopicPartition, Mark> byPartition = new HashMap<>();
        marks.forEach(mark -> byPartition.put(new TopicPartition(mark.topic(), mark.partition()), mark));
        Instant now = clock.instant();
        long sum = 0;
        boolean whole = true;
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

    private static Rpo lastSeen(FlowState state, Collection<Mark> marks, Map<TopicPartition, Long> highestCommits) {
        long sum = 0;
        Instant oldest = null;
        for (Mark mark : marks) {
            Long stable = mark.sourceStable();
            Long committed = highestCommits.get(new TopicPartition(mark.topic(), mark.partition()));
            long seen = Math.max(stable == null ? 0 : stable, committed == null ? 0 : committed);
            sum += Math.max(0, seen - mark.coveredTo());
            Instant asOf = state.asOf(mark);
            oldest = oldest == null || asOf.isBefore(oldest) ? asOf : oldest;
        }
        return new Rpo(sum, oldest, false);
    }
}
