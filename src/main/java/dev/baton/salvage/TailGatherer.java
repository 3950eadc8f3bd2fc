package dev.baton.salvage;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.StateReader;
import dev.baton.switchover.FailoverPoints;
import dev.baton.translate.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Asks both clusters what only the source holds. */
public final class TailGatherer {
    private final FlowConfig flow;
    private final Cluster source;
    private final Cluster target;

    public TailGatherer(FlowConfig flow, Cluster source, Cluster target) {
        this.flow = flow;
        this.source = source;
        this.target = target;
    }

    /** Tails in order, those without a record included, and partitions about which nothing can be said. */
    public record Found(FlowFacts facts, List<Tail> tails, List<Refusal> refusals) {
        public Found {
            tails = List.copyOf(tails);
            refusals = List.copyOf(refusals);
        }
    }

    public Found gather(Selection selection) {
        FlowState state = new StateReader(target).read(flow.from());
        FlowFacts facts = requireFlow(state);
        FailoverPoints points = FailoverPoints.read(target, flow.from(), flow.to());
        requireFailover(state, points);
        requireKnown(facts);
        TailFacts known = ask(state, points, selection);
        TailFinder finder = new TailFinder(known, new MirroredEnd(source.records(), target.records())::of);
        List<Tail> tails = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (TopicPartition partition : wanted(known, selection)) {
            TopicPartition twin = known.targetOf(flow, partition);
            try {
                tails.add(finder.tail(partition, twin));
            } catch (BatonException e) {
                if (e.kind() != FailureKind.REFUSED && e.kind() != FailureKind.INCOMPLETE) {
                    throw e;
                }
                refusals.add(new Refusal(
                        partition.topic(), twin.topic(), partition.partition(), String.valueOf(e.getMessage())));
            }
        }
        return new Found(facts, tails, refusals);
    }

    // ---- is this the flow, and did it fail over?

    private FlowFacts requireFlow(FlowState state) {
        FlowFacts facts = state.facts();
        if (facts == null) {
            throw BatonException.refused(
                    "no Baton mirror ever ran from " + flow.from() + " to " + flow.to()
                            + ": where the mirrored records end is not known",
                    "name the flow that failed over with --from and --to");
        }
        return facts;
    }

    private void requireFailover(FlowState state, FailoverPoints points) {
        if (state.switched().generation() == 0 || points.byPartition().isEmpty()) {
            throw BatonException.refused(
                    "no failover from " + flow.from() + " to " + flow.to() + " is recorded on " + flow.to()
                            + ": what is not mirrored yet, the mirror still copies",
                    "see baton switch list, and baton inspect lag");
        }
    }

    private void requireKnown(FlowFacts facts) {
        String id = source.clusterId();
        if (!id.equals(facts.sourceClusterId())) {
            throw BatonException.refused(
                    "cluster " + flow.from() + " has id " + id + ", and the flow was mirrored from "
                            + facts.sourceClusterId() + ": it is another cluster",
                    "correct its bootstrap.servers");
        }
    }

    // ---- what is asked at once

    private TailFacts ask(FlowState state, FailoverPoints points, Selection selection) {
        Set<String> topics = new TreeSet<>();
        state.marks().keySet().stream()
                .map(TopicPartition::topic)
                .filter(topic -> selection.wantsTopic(flow, topic))
                .forEach(topics::add);
        if (state.switched().allTopics()) {
            topics.addAll(neverMirrored(selection));
        }
        Map<String, TopicInfo> sourceTopics = source.topics().describe(topics);
        Set<String> twins = topics.stream()
                .map(topic -> state.naming(flow.naming()).targetTopic(topic))
                .collect(Collectors.toSet());
        Map<String, TopicInfo> targetTopics = target.topics().describe(twins);
        List<TopicPartition> partitions = sourceTopics.values().stream()
                .flatMap(topic -> topic.topicPartitions().stream())
                .toList();
        return new TailFacts(
                state,
                points,
                new MapReader(target).read(state),
                sourceTopics,
                targetTopics,
                target.configs().settings(targetTopics.keySet()),
                source.offsets().logStart(partitions),
                source.offsets().stable(partitions),
                source.offsets().logEnd(partitions),
                new StateReader(source).read(flow.to()).turns());
    }

    /**
     * Topics that were made so shortly before the end that no mirror saw them; copies from the target are none, unless the
     * flow back found records there when it was turned round.
     */
    private List<String> neverMirrored(Selection selection) {
        String prefix = flow.naming().prefix();
        String copies =
                prefix.isEmpty() ? "" : flow.to() + prefix.substring(flow.from().length());
        Set<String> fromTarget = new HashSet<>();
        for (FlowState other : new StateReader(source).discover().values()) {
            other.marks().forEach((partition, mark) -> {
                if (!other.turns().containsKey(partition)) {
                    fromTarget.add(mark.targetTopic());
                }
            });
        }
        return source.topics().names().stream()
                .filter(topic -> selection.wantsTopic(flow, topic))
                .filter(topic -> !fromTarget.contains(topic))
                .filter(topic -> copies.isEmpty() || !topic.startsWith(copies))
                .toList();
    }

    /** Partitions of the source, and those that had a mark, which it may have lost. */
    private List<TopicPartition> wanted(TailFacts known, Selection selection) {
        Set<TopicPartition> wanted = PartitionMap.newSet(known.state().marks().keySet());
        known.sourceTopics().values().forEach(topic -> wanted.addAll(topic.topicPartitions()));
        return wanted.stream()
                .filter(partition -> selection.wantsPartition(flow, partition))
                .filter(partition -> !selection.topics().isEmpty()
                        || known.state().switched().coversTopic(partition.topic()))
                .sorted(ByPartition.ORDER)
                .toList();
    }
}
