package dev.baton.inspect;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Outcome;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.MirrorMakerNames;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * What the target of a flow answered.
 *
 * @param topics names of all its topics
 * @param ends log ends of the mirrored partitions, by their names on the target
 * @param foreign traces of a MirrorMaker 2 that mirrors topics of the flow; Baton's own partitions left out
 */
record TargetView(
        String clusterId,
        Set<String> topics,
        FlowState state,
        Map<TopicPartition, Outcome<Long>> ends,
        ForeignMirror foreign) {
    TargetView {
        topics = Set.copyOf(topics);
        ends = ByPartition.copy(ends);
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

    /** How far each partition is mirrored, by its name on the source, by whoever mirrors the flow. */
    Map<TopicPartition, Long> mirroredTo() {
        Map<TopicPartition, Long> mirrored = new HashMap<>();
        foreign.copied().forEach((partition, copied) -> mirrored.put(partition, copied.to()));
        state.marks().forEach((partition, mark) -> mirrored.put(partition, mark.coveredTo()));
        return mirrored;
    }
}
