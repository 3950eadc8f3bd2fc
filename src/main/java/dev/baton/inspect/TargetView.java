package dev.baton.inspect;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.MirrorMakerNames;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the target of a flow answered.
 *
 * @param topics names of all its topics
 * @param lost partitions whose copies are gone, by their names on the source, each with what became of its topic on the target
 * @param ends log ends of the mirrored partitions, by their names on the target
 * @param foreign traces of a MirrorMaker 2 that mirrors topics of the flow; Baton's own partitions left out
 * @param skews how far the clocks of mirror processes are behind this machine's, negative where they are ahead; by member, of
 *     those that live though their last beat is not of this time
 */
record TargetView(
        String clusterId,
        Set<String> topics,
        FlowState state,
        Map<TopicPartition, String> lost,
        Map<TopicPartition, Outcome<Long>> ends,
        ForeignMirror foreign,
        Map<String, Duration> skews) {
    TargetView {
        topics = Set.copyOf(topics);
        lost = ByPartition.copy(lost);
        ends = ByPartition.copy(ends);
        skews = Map.copyOf(skews);
    }

    /** One that lost nothing, and whose mirrors have the time of this machine. */
    TargetView(
            String clusterId,
            Set<String> topics,
            FlowState state,
            Map<TopicPartition, Outcome<Long>> ends,
            ForeignMirror foreign) {
        this(clusterId, topics, state, Map.of(), ends, foreign, Map.of());
    }

    /** The greatest of the skews; empty where clocks agree. */
    Optional<Duration> skew() {
        return skews.values().stream().max(Comparator.comparing(Duration::abs));
    }

    /** Aliases of the sources that anybody mirrors from, in order. */
    Set<String> sources() {
        Set<String> sources = new TreeSet<>();
        topics.forEach(topic -> {
            InternalTopics.sourceOfSnapshot(topic).ifPresent(sources::add);
            MirrorMakerNames.checkpointsOf(topic).ifPresent(sources::add);
        });
        return sources;
    }

    /**
     * How far each partition is mirrored, by its name on the source, by whoever mirrors the flow. What was copied of a topic that
     * was made anew since, on either side, says nothing of the one that there is now.
     *
     * @param source null where it does not answer: then topics are taken to be those that the marks speak of
     */
    Map<TopicPartition, Long> mirroredTo(@Nullable SourceView source) {
        Map<TopicPartition, Long> mirrored = new PartitionMap<>();
        foreign.copied().forEach((partition, copied) -> mirrored.put(partition, copied.to()));
        state.marks().forEach((partition, mark) -> {
            if (!lost.containsKey(partition) && (source == null || !source.isMadeAnew(mark))) {
                mirrored.put(partition, mark.coveredTo());
            }
        });
        return mirrored;
    }
}
