package dev.baton.translate;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.TopicNaming;
import dev.baton.mirrormaker.OffsetSync;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Gathers for the way back: commits on a flow's target, for copies, to what they are on its source.
 *
 * <p>A map's runs grow in both offsets, so that it holds read from the other side as well, and the decision is the same.
 * MirrorMaker 2's offset syncs grow too, but not what lies between them: a stretch may have been copied twice. They stay as they
 * were written, and prove less ({@link Evidence.TurnedSyncs}). The copy takes the place of the original; content is compared as
 * before.
 */
final class ReverseGatherer {
    private final FlowConfig flow;
    private final FlowConfig back;
    private final Cluster source;
    private final Cluster target;
    private final Clock clock;

    /** @param flow as it mirrors: its target is where the commits are */
    ReverseGatherer(FlowConfig flow, Cluster source, Cluster target, Clock clock) {
        this.flow = flow;
        this.back = turned(flow);
        this.source = source;
        this.target = target;
        this.clock = clock;
    }

    /** The flow's way back: what its topics are called on its target leads to their names on its source. */
    static FlowConfig turned(FlowConfig flow) {
        String prefix = flow.naming().prefix();
        NameFilter copies = new NameFilter(
                behind(prefix, flow.topics().include()),
                behind(prefix, flow.topics().exclude()));
        return new FlowConfig(
                flow.to(),
                flow.from(),
                copies,
                flow.groups(),
                TopicNaming.stripping(prefix),
                flow.offsets(),
                flow.replicationFactor(),
                flow.following(),
                flow.onSourceLoss());
    }

    private static List<String> behind(String prefix, List<String> patterns) {
        return patterns.stream()
                .map(pattern -> Pattern.quote(prefix) + "(?:" + pattern + ")")
                .toList();
    }

    Gathered gather(Selection selection) {
        SourceGatherer commits = new SourceGatherer(target, back, selection, clock);
        BothClusters<TargetSide, Turned> both =
                BothClusters.ask(this::original, () -> new Turned(commits.gather(), evidence()));
        TargetSide there = both.source().orThrow();
        Turned here = both.target().orThrow();
        List<OffsetSyncLog> syncs = new ArrayList<>(here.evidence().syncs());
        syncs.addAll(there.syncs());
        return Gathered.ofWayBack(
                back,
                here.commits().withSyncs(syncs),
                new TargetSide(
                        there.clusterId(),
                        here.evidence().state(),
                        here.evidence().maps(),
                        List.of(),
                        List.of(),
                        there.topicIds(),
                        there.logs()));
    }

    private record Turned(SourceSide commits, TargetSide evidence) {}

    /** What the flow's source says: its logs, and offset syncs that lie there. */
    private TargetSide original() {
        String clusterId = source.clusterId();
        Collection<String> names = source.topics().names();
        List<OffsetSyncLog> syncs = byCopies(new SyncsGatherer(source, flow).onSource(names));
        Map<String, TopicInfo> topics = source.topics().list(flow.topics());
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> topic.topicPartitions().stream())
                .toList();
        return new TargetSide(
                clusterId,
                FlowState.none(back.from()),
                Map.of(),
                List.of(),
                syncs,
                SourceGatherer.ids(topics),
                LogRanges.of(source, partitions));
    }

    /** What the flow's target knows of the flow, turned round. */
    private TargetSide evidence() {
        FlowState state = new StateReader(target).read(flow.from());
        Map<TopicPartition, Outcome<OffsetMap>> maps = new PartitionMap<>();
        Map<TopicPartition, Mark> marks = new PartitionMap<>();
        new MapReader(target).read(state).forEach((partition, map) -> {
            Mark mark = state.marks().get(partition);
            if (mark != null) {
                TopicPartition copy = mark.targetPartition();
                maps.put(copy, map.map(ReverseGatherer::turned));
                marks.put(copy, turned(mark, map));
            }
        });
        FlowState turned =
                new FlowState(back.from(), null, marks, List.of(), Map.of(), state.switched(), state.skipped());
        Collection<String> names = target.topics().names();
        List<OffsetSyncLog> syncs = byCopies(new SyncsGatherer(target, flow).onTarget(names));
        return new TargetSide(target.clusterId(), turned, maps, List.of(), syncs, Map.of(), LogRanges.NONE);
    }

    static OffsetMap turned(OffsetMap map) {
        return map.isPreserved()
                ? map
                : OffsetMap.of(map.runs().stream()
                        .map(run -> new Run(run.target(), run.source()))
                        .toList());
    }

    private static Mark turned(Mark mark, Outcome<OffsetMap> map) {
        OffsetMap known = map.orNull();
        return new Mark(
                mark.targetTopic(),
                mark.partition(),
                mark.topic(),
                mark.targetTopicId(),
                mark.sourceTopicId(),
                mark.mode(),
                mark.targetOffset(),
                mark.coveredTo(),
                mark.targetOffset(),
                known == null ? 0 : known.toTarget(mark.alignedStart()),
                null,
                null,
                null,
                mark.lastTimestamp(),
                mark.time());
    }

    /** The same syncs, by the partitions of the copies. */
    private List<OffsetSyncLog> byCopies(List<OffsetSyncLog> logs) {
        return logs.stream()
                .map(log -> {
                    Map<TopicPartition, List<OffsetSync>> syncs = new PartitionMap<>();
                    log.syncs().forEach((original, all) -> syncs.put(copy(original), all));
                    return log.with(syncs);
                })
                .toList();
    }

    private TopicPartition copy(TopicPartition original) {
        return new TopicPartition(flow.naming().targetTopic(original.topic()), original.partition());
    }
}
