package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.salvage.TailGatherer.Found;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.StateReader;
import dev.baton.switchover.FailoverPoints;
import dev.baton.translate.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds an exported file against the target as it is now: the source need not be there. */
final class FileTails {
    private final FlowConfig flow;
    private final Cluster target;

    FileTails(FlowConfig flow, Cluster target) {
        this.flow = flow;
        this.target = target;
    }

    /** The tails of a whole file that belong on this target. */
    Found check(ExportFile file, Selection selection) {
        file.requireWhole();
        FlowState state = new StateReader(target).read(flow.from());
        FlowFacts facts = state.facts();
        if (facts == null || !facts.sourceClusterId().equals(file.head().clusterId())) {
            throw BatonException.refused(
                    "the file is of cluster " + file.head().clusterId() + ", and the flow from " + flow.from() + " to "
                            + flow.to() + " was mirrored from "
                            + (facts == null ? "none" : facts.sourceClusterId()),
                    "name the flow that failed over with --from and --to");
        }
        FailoverPoints points = FailoverPoints.read(target, flow.from(), flow.to());
        Map<String, TopicInfo> topics = target.topics()
                .describe(file.tails().stream().map(Tail::targetTopic).collect(Collectors.toSet()));
        List<Tail> good = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (Tail tail : file.tails()) {
            if (selection.wantsPartition(flow, tail.source())) {
                refusal(tail, state, points, topics)
                        .ifPresentOrElse(
                                why -> refusals.add(
                                        new Refusal(tail.topic(), tail.targetTopic(), tail.partition(), why)),
                                () -> good.add(tail));
            }
        }
        return new Found(facts, good, refusals);
    }

    private static Optional<String> refusal(
            Tail tail, FlowState state, FailoverPoints points, Map<String, TopicInfo> topics) {
        TopicInfo topic = topics.get(tail.targetTopic());
        if (topic == null || tail.partition() >= topic.partitions()) {
            return Optional.of("the target has no partition " + tail.target());
        }
        if (!topic.id().equals(tail.targetTopicId())) {
            return Optional.of("topic " + topic.name() + " was deleted and made anew on the target since: its id was "
                    + tail.targetTopicId() + " and is " + topic.id());
        }
        String endedBy = Tail.endedBy(
                state.marks().get(tail.source()), points.of(tail.target()).orElse(null));
        return endedBy.equals(tail.switchId())
                ? Optional.empty()
                : Optional.of("the file was exported " + after(tail.switchId()) + ", and on the target it is "
                        + after(endedBy) + " now");
    }

    private static String after(String switchId) {
        return switchId.equals(Tail.NEVER_MIRRORED) ? "without a mirror" : "after switch " + switchId;
    }
}
