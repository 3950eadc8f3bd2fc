package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.translate.SyncHistory.Sync;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads MirrorMaker 2's internal topics to their ends; a topic that does not exist holds nothing. */
final class MirrorMakerTopics {
    private MirrorMakerTopics() {}

    /** The offset syncs on a cluster, in log order; the topic's name carries the alias of the other cluster. */
    static Map<TopicPartition, List<Sync>> syncs(Cluster cluster, String otherAlias) {
        Map<TopicPartition, List<Sync>> syncs = new HashMap<>();
        cluster.records()
                .readToEnd(
                        "mm2-offset-syncs." + otherAlias + ".internal",
                        read -> MirrorMakerCodec.sync(read)
                                .ifPresent(found -> syncs.computeIfAbsent(found.source(), p -> new ArrayList<>())
                                        .add(found.sync())));
        return syncs;
    }

    /** All checkpoints that the cleaner has left, in log order: the last of a group and partition is the valid one. */
    static List<MirrorMakerCodec.Checkpoint> checkpoints(Cluster target, String sourceAlias) {
        List<MirrorMakerCodec.Checkpoint> checkpoints = new ArrayList<>();
        target.records()
                .readToEnd(
                        sourceAlias + ".checkpoints.internal",
                        read -> MirrorMakerCodec.checkpoint(read).ifPresent(checkpoints::add));
        return checkpoints;
    }
}
