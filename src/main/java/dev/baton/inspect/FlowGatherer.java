package dev.baton.inspect;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.ForeignMirrorReader;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks both ends of a flow at the same time. A dead cluster becomes a failed outcome, not an exception. */
final class FlowGatherer {
    private final Flow flow;
    private final Duration timeout;
    private final Clock clock;

    FlowGatherer(Flow flow, Duration timeout, Clock clock) {
        this.flow = flow;
        this.timeout = timeout;
        this.clock = clock;
    }

    FlowView gather() {
        Cluster source = connect(flow.source());
        try (Cluster target = Cluster.connect(flow.target(), Budget.total(timeout), "inspect")) {
            BothClusters<SourceView, TargetView> both =
                    BothClusters.ask(() -> askSource(source), () -> askTarget(target));
            requireOneFlow(both);
            return new FlowView(both.source(), both.target(), waiting(source, both), clock.instant());
        } finally {
            if (source != null) {
                source.close();
            }
        }
    }

    private @Nullable Cluster connect(@Nullable ClusterConfig config) {
        return config == null ? null : Cluster.connect(config, Budget.total(timeout), "inspect");
    }

    private SourceView askSource(@Nullable Cluster source) {
        if (source == null) {
            throw new BatonException(FailureKind.UNREACHABLE, "the source cluster was not given");
        }
        Instant asOf = clock.instant();
        String clusterId = source.clusterId();
        Collection<TopicInfo> topics =
                source.topics().list(flow.config().topics()).values();
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> topic.topicPartitions().stream())
                .toList();
        return new SourceView(
                clusterId,
                asOf,
                topics.stream().collect(Collectors.toMap(TopicInfo::name, TopicInfo::id)),
                source.offsets().logEnd(partitions),
                source.offsets().stable(partitions),
                groups(source));
    }

    /** Groups with a commit that the flow carries over; one whose commits cannot be read counts as such. */
    private Map<String, Set<String>> groups(Cluster source) {
        List<String> listed = source
                .groups()
                .list(group -> flow.config().groups().test(group) && !InternalTopics.isOwnGroup(group))
                .values()
                .stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList();
        Map<String, Set<String>> groups = new HashMap<>();
        source.groups().committed(listed).forEach((group, commits) -> {
            Map<TopicPartition, CommittedOffset> known = commits.orNull();
            Set<String> topics = known == null
                    ? Set.of()
                    : known.keySet().stream()
                            .filter(this::isCarriedOver)
                            .map(TopicPartition::topic)
                            .collect(Collectors.toSet());
            if (known == null || !topics.isEmpty()) {
                groups.put(group, topics);
            }
        });
        return groups;
    }

    private boolean isCarriedOver(TopicPartition partition) {
        return flow.config().topics().test(partition.topic());
    }

    private TargetView askTarget(Cluster target) {
        String clusterId = target.clusterId();
        Collection<String> topics = target.topics().names();
        Flow known = FlowFinder.among(flow, topics);
        FlowState state = new StateReader(target).read(known.config().from());
        TopicNaming naming = state.naming(known.config().naming());
        Set<TopicPartition> mirrored =
                state.marks().values().stream().map(Mark::targetPartition).collect(Collectors.toSet());
        ForeignMirror found = new ForeignMirrorReader(target)
                .read(
                        topics,
                        source -> !known.named() || source.equals(known.config().from()));
        ForeignMirror foreign = mirrored.isEmpty() ? found : beside(found, state, naming, mirrored);
        if (mirrored.isEmpty() || foreign.exists()) {
            named(target, naming, topics).forEach(mirrored::add);
        }
        Map<TopicPartition, Outcome<Long>> ends = target.offsets().logEnd(mirrored);
        Map<String, Duration> skews = new SecondLook(flow.target(), timeout, clock).skews(state);
        return new TargetView(clusterId, Set.copyOf(topics), state, lost(target, state), ends, foreign, skews);
    }

    private static Map<TopicPartition, String> lost(Cluster target, FlowState state) {
        Map<String, Outcome<TopicInfo>> there = target.topics()
                .look(state.marks().values().stream().map(Mark::targetTopic).collect(Collectors.toSet()));
        Map<TopicPartition, String> lost = new PartitionMap<>();
        state.marks().forEach((partition, mark) -> {
            Outcome<TopicInfo> outcome = there.get(mark.targetTopic());
            TopicInfo topic = outcome == null ? null : outcome.orNull();
            if (outcome == null) {
                lost.put(partition, "the topic was deleted on the target since it was mirrored");
            } else if (topic != null && !topic.id().equals(mark.targetTopicId())) {
                lost.put(partition, "the topic was made anew on the target since it was mirrored");
            }
        });
        return lost;
    }

    /** What another mirror does for the flow where Baton mirrors it too: of Baton's own partitions it has nothing to say. */
    private ForeignMirror beside(
            ForeignMirror found, FlowState state, TopicNaming naming, Set<TopicPartition> mirrored) {
        return found.about(
                partition -> isCarriedOver(partition) && !state.marks().containsKey(partition),
                partition -> !mirrored.contains(partition)
                        && naming.sourceTopic(partition.topic())
                                .filter(flow.config().topics())
                                .isPresent());
    }

    /** Without marks, the topics whose names say that they are of this flow: a foreign mirror's. */
    private Stream<TopicPartition> named(Cluster target, TopicNaming naming, Collection<String> topics) {
        List<String> names = topics.stream()
                .filter(topic ->
                        naming.sourceTopic(topic).filter(flow.config().topics()).isPresent())
                .toList();
        return target.topics().describe(names).values().stream().flatMap(topic -> topic.topicPartitions().stream());
    }

    private static void requireOneFlow(BothClusters<SourceView, TargetView> both) {
        TargetView target = both.target().orNull();
        SourceView source = both.source().orNull();
        if (target != null) {
            target.state().requireClusters(source == null ? null : source.clusterId(), target.clusterId());
        }
    }

    private Outcome<Map<TopicPartition, Long>> waiting(
            @Nullable Cluster source, BothClusters<SourceView, TargetView> both) {
        TargetView target = both.target().orNull();
        SourceView ends = both.source().orNull();
        if (source == null || target == null || ends == null) {
            return Outcome.known(Map.of());
        }
        try (RecordReader reader = source.records().open(Isolation.COMMITTED)) {
            return Outcome.known(times(reader.first(behind(target, ends))));
        } catch (BatonException e) {
            return Outcome.failed(e);
        }
    }

    /** Where the mirror stands, of the partitions where the source has more. */
    private static Map<TopicPartition, Long> behind(TargetView target, SourceView source) {
        Map<TopicPartition, Long> behind = target.mirroredTo(source);
        behind.entrySet().removeIf(mirrored -> {
            Outcome<Long> end = source.ends().get(mirrored.getKey());
            Long known = end == null ? null : end.orNull();
            return known == null || known <= mirrored.getValue();
        });
        return behind;
    }

    private static Map<TopicPartition, Long> times(Map<TopicPartition, KafkaRecord> first) {
        return first.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().timestamp()));
    }
}
