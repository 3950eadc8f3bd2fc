package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.switchover.Halt;
import dev.baton.switchover.Operator;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The flow back, and the clusters that it is turned round on.
 *
 * @param back from the new active cluster to the old one
 * @param now its source, the new active cluster
 * @param old its target, the old active cluster
 * @param directory for copies of the journal
 * @param by who turns it round, and in which process
 * @param halt where the process dies, for tests
 */
public record FailbackSite(
        FlowConfig back, Cluster now, Cluster old, Path directory, Operator by, Clock clock, Halt halt) {}
