package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.translate.Translate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * All that a plan is made from.
 *
 * @param onTarget groups that exist on the target
 * @param onSource groups as the source describes them; only asked for a planned switch
 * @param unanswered groups that one of the clusters could not be asked about, each with the reason
 * @param targetCommits what is committed on the target now
 * @param ownCommits offsets on the target that Baton, or MirrorMaker 2, is known to have put there
 * @param offsetsAtTime target offsets for {@link Unknowns.At}
 * @param exactlyOnce Streams applications that commit in transactions, as far as anybody told; only asked for a failover
 * @param rewinds for places in target logs those to go back to; empty where nothing is rewound
 * @param flowTopics all source topics of the flow; only asked for where the whole flow is to be switched
 */
record SwitchFacts(
        Translate.Result translation,
        Map<String, GroupDescription> onTarget,
        Map<String, GroupDescription> onSource,
        Map<String, String> unanswered,
        Map<String, Map<TopicPartition, CommittedOffset>> targetCommits,
        Map<String, Map<TopicPartition, Set<Long>>> ownCommits,
        Map<TopicPartition, Long> offsetsAtTime,
        Set<String> exactlyOnce,
        Map<Rewinds.Place, Long> rewinds,
        Set<String> flowTopics) {

    /** The same where nothing is rewound, nobody works exactly once, and only a part of the flow is asked for. */
    SwitchFacts(
            Translate.Result translation,
            Map<String, GroupDescription> onTarget,
            Map<String, GroupDescription> onSource,
            Map<String, String> unanswered,
            Map<String, Map<TopicPartition, CommittedOffset>> targetCommits,
            Map<String, Map<TopicPartition, Set<Long>>> ownCommits,
            Map<TopicPartition, Long> offsetsAtTime) {
        this(
                translation,
                onTarget,
                onSource,
                unanswered,
                targetCommits,
                ownCommits,
                offsetsAtTime,
                Set.of(),
                Map.of(),
                Set.of());
    }

    SwitchFacts withOffsetsAtTime(Map<TopicPartition, Long> found) {
        return with(new HashMap<>(found), exactlyOnce, rewinds, flowTopics);
    }

    SwitchFacts withExactlyOnce(Set<String> found) {
        return with(offsetsAtTime, Set.copyOf(found), rewinds, flowTopics);
    }

    SwitchFacts withRewinds(Map<Rewinds.Place, Long> found) {
        return with(offsetsAtTime, exactlyOnce, found, flowTopics);
    }

    SwitchFacts withFlowTopics(Set<String> found) {
        return with(offsetsAtTime, exactlyOnce, rewinds, new TreeSet<>(found));
    }

    /** What is asked for after the rest. */
    private SwitchFacts with(
            Map<TopicPartition, Long> atTime, Set<String> streams, Map<Rewinds.Place, Long> back, Set<String> topics) {
        return new SwitchFacts(
                translation, onTarget, onSource, unanswered, targetCommits, ownCommits, atTime, streams, back, topics);
    }

    Map<TopicPartition, CommittedOffset> commitsOf(String group) {
        return targetCommits.getOrDefault(group, Map.of());
    }

    boolean isOwn(String group, TopicPartition partition, long offset) {
        return ownCommits
                .getOrDefault(group, Map.of())
                .getOrDefault(partition, Set.of())
                .contains(offset);
    }

    /** Whether Baton mirrors the flow; else MirrorMaker 2 does. */
    boolean isBatonFlow() {
        return translation.gathered().state().exists();
    }

    /** Whether the whole flow ends with the groups of a plan. */
    boolean takesAll(SwitchRequest request, List<GroupPlan> groups) {
        return WholeFlow.isTaken(request, translation.gathered().state().switched(), groups);
    }
}
