package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.inspect.FlowFinder;
import org.jspecify.annotations.Nullable;

/** Both clusters of the chosen flow, each with its own deadline for all gathering. */
final class FlowClusters implements AutoCloseable {
    private final Flow flow;
    private final @Nullable Cluster source;
    private final Cluster target;

    private FlowClusters(Flow flow, @Nullable Cluster source, Cluster target) {
        this.flow = flow;
        this.source = source;
        this.target = target;
    }

    /** Connects; a flow that nobody named is looked up on the target. */
    static FlowClusters open(CommandContext context, String command) {
        Flow flow = context.flow();
        Budget budget = Budget.total(context.timeout());
        Cluster target = Cluster.connect(flow.target(), budget, command);
        ClusterConfig known = flow.source();
        Cluster source = known == null ? null : Cluster.connect(known, budget, command);
        try {
            return new FlowClusters(FlowFinder.find(flow, target), source, target);
        } catch (RuntimeException e) {
            target.close();
            if (source != null) {
                source.close();
            }
            throw e;
        }
    }

    /** The same clusters once more, under another deadline. */
    FlowClusters again(Budget budget, String command) {
        ClusterConfig known = flow.source();
        return new FlowClusters(
                flow,
                known == null ? null : Cluster.connect(known, budget, command),
                Cluster.connect(flow.target(), budget, command));
    }

    Flow flow() {
        return flow;
    }

    FlowConfig config() {
        return flow.config();
    }

    /** Null where nobody named a source. */
    @Nullable
    Cluster source() {
        return source;
    }

    Cluster target() {
        return target;
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
        target.close();
    }
}
