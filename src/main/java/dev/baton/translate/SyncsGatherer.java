package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.CheckpointReader;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.mirrormaker.OffsetSyncReader;
import java.util.Collection;
import java.util.List;

/** Reads a flow's own offset syncs from one of its clusters. */
final class SyncsGatherer {
    private final Cluster cluster;
    private final FlowConfig flow;
    private final OwnSyncs own;

    SyncsGatherer(Cluster cluster, FlowConfig flow) {
        this.cluster = cluster;
        this.flow = flow;
        this.own = new OwnSyncs(flow);
    }

    /** Where the cluster is the flow's source. */
    List<OffsetSyncLog> onSource(Collection<String> names) {
        List<OffsetSyncLog> found = new OffsetSyncReader(cluster).read(names, flow.to()::equals);
        List<CheckpointLog> back =
                own.isOpen(found) ? new CheckpointReader(cluster).read(names, flow.to()::equals) : List.of();
        return own.onSource(found, names, back);
    }

    /** Where the cluster is the flow's target. */
    List<OffsetSyncLog> onTarget(Collection<String> names, List<CheckpointLog> checkpoints) {
        return own.onTarget(new OffsetSyncReader(cluster).read(names, flow.from()::equals), names, checkpoints);
    }

    /** The same where the flow's checkpoints were not read. */
    List<OffsetSyncLog> onTarget(Collection<String> names) {
        List<OffsetSyncLog> found = new OffsetSyncReader(cluster).read(names, flow.from()::equals);
        List<CheckpointLog> checkpoints =
                own.isOpen(found) ? new CheckpointReader(cluster).read(names, flow.from()::equals) : List.of();
        return own.onTarget(found, names, checkpoints);
    }
}
