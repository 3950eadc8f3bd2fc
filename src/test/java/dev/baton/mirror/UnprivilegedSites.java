package dev.baton.mirror;

import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.UnprivilegedTarget;
import java.util.List;

/** Two clusters, of which the target gives a mirror every right that it needs but that to write markers. */
final class UnprivilegedSites implements AutoCloseable {
    private final KafkaCluster east;
    private final KafkaCluster west;
    private final UnprivilegedTarget target;

    private UnprivilegedSites(ClusterSpec spec) {
        List<KafkaCluster> started =
                KafkaCluster.startAll(KafkaCluster.named("east"), UnprivilegedTarget.described(spec));
        east = started.get(0);
        west = started.get(1);
        target = new UnprivilegedTarget(west);
    }

    /** Starts both, the target as described. */
    static UnprivilegedSites start(ClusterSpec target) {
        return new UnprivilegedSites(target);
    }

    KafkaCluster east() {
        return east;
    }

    KafkaCluster west() {
        return west;
    }

    UnprivilegedTarget target() {
        return target;
    }

    /** A configuration of one flow; the last part is more of its keys. */
    String config(String topics, String more) {
        return """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: %s
                flows:
                  - {from: east, to: west, topics: "%s", groups: none, replication.factor: %d, %s}
                """.formatted(east.bootstrap(), target.asConfigured(), topics, west.brokers(), more);
    }

    @Override
    public void close() {
        east.close();
        west.close();
    }
}
