package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.cluster.TopicSettings;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.OffsetMap;
import dev.baton.salvage.MirroredEnd.Ends;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.FailoverPoints;
import dev.baton.switchover.FailoverPoints.Point;
import dev.baton.translate.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

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

    /** All that is asked before the partitions are looked at one by one. */
    private record Known(
            FlowState state,
            FailoverPoints points,
            Map<TopicPartition, Outcome<OffsetMap>> maps,
            Map<String, TopicInfo> sourceTopics,
            Map<String, TopicInfo> targetTopics,
            Map<String, Outcome<TopicSettings>> settings,
            Map<TopicPartition, Outcome<Long>> starts,
            Map<TopicPartition, Outcome<Long>> stable,
            Map<TopicPartition, Outcome<Long>> ends,
            Map<TopicPartition, TurnPoint> turns) {

        TopicPartition targetOf(FlowConfig flow, TopicPartition source) {
            Mark mark = state.marks().get(source);
            String topic = mark == null ? state.naming(flow.naming()).targetTopic(source.topic()) : mark.targetTopic();
            return new TopicPartition(topic, source.partition());
        }

        boolean isCompacted(String targetTopic) {
            Outcome<TopicSettings> outcome = settings.get(targetTopic);
            TopicSettings known = outcome == null ? null : outcome.orNull();
            return known != null
                    && known.effective()
                            .getOrDefault("cleanup.policy", "delete")
                            .contains("compact");
        }
    }

    public Found gather(Selection selection) {
        FlowState state = new StateReader(target).read(flow.from());
        FlowFacts facts = requireFlow(state);
        FailoverPoints points = FailoverPoints.read(target, flow.from(), flow.to());
        requireFailover(state, points);
        requireKnown(facts);
        Known known = ask(state, points, selection);
        List<Tail> tails = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (TopicPartition partition : wanted(known, selection)) {
            TopicPartition twin = known.targetOf(flow, partition);
            try {
                tails.add(tail(known, partition, twin));
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

    private Known ask(FlowState state, FailoverPoints points, Selection selection) {
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
        return new Known(
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

    /** Topics that were made so shortly before the end that no mirror saw them; copies from the target are none. */
    private List<String> neverMirrored(Selection selection) {
        String prefix = flow.naming().prefix();
        String copies =
                prefix.isEmpty() ? "" : flow.to() + prefix.substring(flow.from().length());
        Set<String> fromTarget = new HashSet<>();
        for (FlowState other : new StateReader(source).discover().values()) {
            other.marks().values().forEach(mark -> fromTarget.add(mark.targetTopic()));
        }
        return source.topics().names().stream()
                .filter(topic -> selection.wantsTopic(flow, topic))
                .filter(topic -> !fromTarget.contains(topic))
                .filter(topic -> copies.isEmpty() || !topic.startsWith(copies))
                .toList();
    }

    /** Partitions of the source, and those that had a mark, which it may have lost. */
    private List<TopicPartition> wanted(Known known, Selection selection) {
        Set<TopicPartition> wanted = new HashSet<>(known.state().marks().keySet());
        known.sourceTopics().values().forEach(topic -> wanted.addAll(topic.topicPartitions()));
        return wanted.stream()
                .filter(partition -> selection.wantsPartition(flow, partition))
                .filter(partition ->
                        selection.topics().isEmpty() ? known.state().switched().coversTopic(partition.topic()) : true)
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
                .toList();
    }

    // ---- one partition

    private Tail tail(Known known, TopicPartition partition, TopicPartition twin) {
        if (!known.state().switched().coversTopic(partition.topic())) {
            throw refused("topic " + partition.topic() + " was not switched: the mirror still copies it");
        }
        TopicInfo here = known.sourceTopics().get(partition.topic());
        if (here == null || partition.partition() >= here.partitions()) {
            throw refused("the source has no partition " + partition + " any more");
        }
        Mark mark = known.state().marks().get(partition);
        Point point = known.points().of(twin).orElse(null);
        TopicInfo there = known.targetTopics().get(twin.topic());
        requireIncarnations(here, there, twin, mark);
        long start = of(known.starts(), partition);
        long turned = turnedAt(known, here, twin, point);
        long end = Math.min(turned, of(known.ends(), partition));
        Ends ends = mark == null ? new Ends(0, 0) : mirroredEnd(known, mark, point, start, end);
        return new Tail(
                partition.topic(),
                twin.topic(),
                partition.partition(),
                here.id(),
                there == null ? "" : there.id(),
                point == null ? known.state().switched().switchId() : point.switchId(),
                point == null ? null : Long.valueOf(point.offset()),
                point == null ? known.state().switched().at() : point.at(),
                ends.onTarget(),
                ends.onSource(),
                Math.max(ends.onSource(), Math.min(turned, of(known.stable(), partition))),
                start,
                end,
                known.isCompacted(twin.topic()));
    }

    private static void requireIncarnations(
            TopicInfo here, @Nullable TopicInfo there, TopicPartition twin, @Nullable Mark mark) {
        if (there == null || twin.partition() >= there.partitions()) {
            throw refused("the target has no partition " + twin + ": create it there first");
        }
        if (mark == null) {
            return;
        }
        if (!here.id().equals(mark.sourceTopicId())) {
            throw refused(
                    "topic " + here.name() + " was deleted and made anew on the source since it was mirrored: its id"
                            + " was " + mark.sourceTopicId() + " and is " + here.id());
        }
        if (!there.id().equals(mark.targetTopicId())) {
            throw refused(
                    "topic " + there.name() + " was deleted and made anew on the target since it was mirrored: its id"
                            + " was " + mark.targetTopicId() + " and is " + there.id());
        }
    }

    /** Where the flow back found the log's end, if there is one: what lies behind came from the target. */
    private static long turnedAt(Known known, TopicInfo here, TopicPartition twin, @Nullable Point point) {
        TurnPoint turn = known.turns().get(twin);
        if (turn == null || point == null) {
            return Long.MAX_VALUE;
        }
        boolean holds =
                turn.switchId().equals(point.switchId()) && turn.targetTopicId().equals(here.id());
        return holds ? turn.tailTo() : Long.MAX_VALUE;
    }

    private Ends mirroredEnd(Known known, Mark mark, @Nullable Point point, long start, long end) {
        if (point == null) {
            throw refused("the journal holds no failover point of " + mark.targetTopic() + "-" + mark.partition()
                    + ": no switch since has looked where its mirrored records end");
        }
        TopicPartition partition = new TopicPartition(mark.topic(), mark.partition());
        Outcome<OffsetMap> map = known.maps().get(partition);
        OffsetMap whole = map == null ? OffsetMap.PRESERVED : map.orThrow();
        boolean compacted = known.isCompacted(mark.targetTopic());
        return new MirroredEnd(source.records(), target.records())
                .of(new MirroredEnd.Question(mark, whole, point.offset(), compacted, start, end));
    }

    private static long of(Map<TopicPartition, Outcome<Long>> offsets, TopicPartition partition) {
        Outcome<Long> outcome = offsets.get(partition);
        if (outcome == null) {
            throw refused("the source did not say where the log of " + partition + " begins and ends");
        }
        return outcome.orThrow();
    }

    private static BatonException refused(String what) {
        return BatonException.refused(what, "see baton inspect status");
    }
}
