package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.CheckpointReader;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Asks the target: evidence first, then the log ends that it is held against. */
final class TargetGatherer {
    private final Cluster target;
    private final FlowConfig flow;
    private final Selection selection;
    private final StateLog log;

    TargetGatherer(Cluster target, FlowConfig flow, Selection selection, StateLog log) {
        this.target = target;
        this.flow = flow;
        this.selection = selection;
        this.log = log;
    }

    TargetSide gather() {
        String clusterId = target.clusterId();
        FlowState state = log.read(target);
        Map<TopicPartition, Outcome<OffsetMap>> maps = new MapReader(target).read(state);
        Collection<String> names = target.topics().names();
        List<CheckpointLog> checkpoints = new CheckpointReader(target).read(names, flow.from()::equals);
        List<OffsetSyncLog> syncs = new SyncsGatherer(target, flow).onTarget(names, checkpoints);
        TopicNaming naming = naming(state, flow);
        Set<String> marked =
                state.marks().values().stream().map(Mark::targetTopic).collect(Collectors.toSet());
        Set<String> wanted = new HashSet<>(marked);
        wanted.addAll(originals(state));
        names.stream().filter(name -> isOfFlow(naming, name)).forEach(wanted::add);
        Map<String, TopicInfo> topics = new HashMap<>();
        Map<String, String> failures = new HashMap<>();
        target.topics().look(wanted).forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed<TopicInfo> failed) {
                failures.put(name, String.valueOf(failed.failure().getMessage()));
            } else {
                topics.put(name, outcome.orThrow());
            }
        });
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> topic.topicPartitions().stream())
                .toList();
        return new TargetSide(
                clusterId,
                state,
                maps,
                checkpoints,
                syncs,
                SourceGatherer.ids(topics),
                LogRanges.of(target, partitions).and(failures, state.marks().values()));
    }

    /** The target's own topics of which groups read copies on the source. */
    private Set<String> originals(FlowState state) {
        Copies copies = Copies.of(flow, state);
        return Stream.concat(
                        state.groups().values().stream()
                                .flatMap(group -> group.commits().stream().map(GroupSnapshot.Commit::topic)),
                        selection.given().stream()
                                .map(offset -> offset.partition().topic()))
                .distinct()
                .flatMap(topic -> copies.original(topic).stream())
                .collect(Collectors.toSet());
    }

    private boolean isOfFlow(TopicNaming naming, String targetTopic) {
        Optional<String> source = naming.sourceTopic(targetTopic);
        return source.isPresent() && selection.wantsTopic(flow, source.get());
    }

    /** What the flow facts say of names, since they are what was done; else what the configuration says. */
    static TopicNaming naming(FlowState state, FlowConfig flow) {
        FlowFacts facts = state.facts();
        return facts == null ? flow.naming() : new TopicNaming(facts.prefix());
    }
}
