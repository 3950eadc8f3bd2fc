package dev.baton.drill;

import dev.baton.cluster.Cluster;
import dev.baton.config.Flow;
import dev.baton.switchover.Halt;
import dev.baton.switchover.Operator;
import java.time.Clock;
import java.time.Duration;

/**
 * The flow and the clusters that a rehearsal works on.
 *
 * @param timeout for each call
 * @param by who rehearses, and in which process
 * @param version of Baton
 * @param halt where the process dies, for tests
 */
public record DrillSite(
        Flow flow,
        Cluster source,
        Cluster target,
        Duration timeout,
        Clock clock,
        Operator by,
        String version,
        Halt halt) {}
