package dev.baton.switchover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a switch took: one look at both clusters.
 *
 * @param splitBrain partitions of the old source that are still written to; null where it cannot be asked
 * @param uncovered partitions of the groups' target topics without a commit: the reset policy decides there
 */
public record WatchReport(
        String id,
        Instant at,
        boolean sourceReachable,
        @Nullable List<Writing> splitBrain,
        List<Group> groups,
        List<Uncovered> uncovered) {
    public WatchReport {
        splitBrain = splitBrain == null ? null : List.copyOf(splitBrain);
        groups = List.copyOf(groups);
        uncovered = List.copyOf(uncovered);
    }

    /** Whether a group runs on the target. */
    public enum State {
        /** Has members, and has committed beyond what the switch put there, or has nothing to read. */
        RUNS,
        /** Has members that have committed nothing yet. */
        JOINED,
        /** No member, but its commits have moved on. */
        COMMITS,
        /** No member. */
        WAITS
    }

    /**
     * One group.
     *
     * @param advanced records that it has committed since, by offset difference
     * @param behind records before the ends of its partitions; null where one is not known
     */
    public record Group(
            String group,
            State state,
            int members,
            long advanced,
            @Nullable Long behind) {}

    /** A partition that is written to on the old source, with the time of its newest record. */
    public record Writing(
            String topic, int partition, @Nullable Instant newest) {}

    /** A partition without a commit. */
    public record Uncovered(String group, String topic, int partition) {}

    /** Whether all groups run, nothing is uncovered, and nobody writes to the old source. */
    public boolean took() {
        return (splitBrain == null || splitBrain.isEmpty())
                && uncovered.isEmpty()
                && groups.stream().allMatch(group -> group.state() == State.RUNS);
    }
}
