package dev.baton.translate;

import dev.baton.cluster.Outcome;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the target said: Baton's state of the flow, MirrorMaker 2's topics, then the log ends.
 *
 * @param maps of every partition with a mark, by source partition
 * @param topicIds of the flow's topics, by the target's name
 * @param logs of the target's partitions
 */
record TargetSide(
        String clusterId,
        FlowState state,
        Map<TopicPartition, Outcome<OffsetMap>> maps,
        List<CheckpointLog> checkpoints,
        List<OffsetSyncLog> syncs,
        Map<String, String> topicIds,
        LogRanges logs) {

    TargetSide withLogs(Map<TopicPartition, LogRange> later) {
        return new TargetSide(
                clusterId, state, maps, checkpoints, syncs, topicIds, new LogRanges(later, logs.failures()));
    }
}
