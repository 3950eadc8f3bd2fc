package dev.baton.inspect;

import dev.baton.inspect.ReadinessReport.Severity;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits on the target with a leader epoch of another cluster. A consumer takes the epoch of its commit for the newest one
 * ({@code ConsumerUtils.refreshCommittedOffsets}), so that the target's metadata look stale to it. Pure.
 */
final class ForeignEpochs {
    static final String CHECK = "leader-epochs";

    private ForeignEpochs() {}

    /**
     * Looks at one commit.
     *
     * @param committed leader epoch in the commit
     * @param current leader epoch of the target's log; a commit that was made there has none above it
     */
    static void check(Readiness readiness, String group, TopicPartition partition, int committed, int current) {
        readiness.checking(CHECK);
        if (committed > current) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    "group " + group + " has a commit for " + partition + " on the target with leader epoch "
                            + committed + ", where the log is at " + current,
                    "it is another cluster's: consumers take the target's metadata for stale, and do not come forward",
                    "commit it anew without: with baton switch, or kafka-consumer-groups --reset-offsets --to-current --execute");
        }
    }
}
