package dev.baton.switchover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a switch took: one look at both clusters.
 *
 * @param splitBrain partitions of the old source that are still written to; null where it cannot be asked
 * @param splitBrainBy what that rests on; null where it cannot be asked
 * @param uncovered partitions of the groups' target topics that hold records, and no commit: the reset policy decides there
 */
public record WatchReport(
        String id,
        Instant at,
        boolean sourceReachable,
        @Nullable List<Writing> splitBrain,
        @Nullable SeenBy splitBrainBy,
        List<Group> groups,
        List<Uncovered> uncovered) {
    public WatchReport {
        splitBrain = splitBrain == null ? null : List.copyOf(splitBrain);
        groups = List.copyOf(groups);
        uncovered = List.copyOf(uncovered);
    }

    /** How it is known whether the old source is written to. */
    public enum SeenBy {
        /** By the ends at which its logs stood still before the switch. */
        ENDS,
        /** By the ends at the first look, and by times as well. */
        GROWTH,
        /** By the times of its records alone, which are what their producers say. */
        TIMES
    }

    /** Whether a group runs on the target. */
    public enum State {
        /** Has members, and has committed beyond what the switch put there, or has nothing to read. */
        RUNS,
        /** Has members that have committed nothing yet. */
        JOINED,
        /** No member, but its commits have moved on: its consumers choose their partitions themselves, or have run and stopped. */
        COMMITS,
        /** No member. */
        WAITS,
        /** The target did not say. */
        UNKNOWN
    }

    /**
     * One group.
     *
     * @param members null where the target did not say
     * @param advanced records that it has committed since, by offset difference; null where the target did not say
     * @param behind records before the ends of its partitions; null where one is not known
     */
    public record Group(
            String group,
            State state,
            @Nullable Integer members,
            @Nullable Long advanced,
            @Nullable Long behind) {
        static Group of(String group, @Nullable Integer members, @Nullable Long advanced, @Nullable Long behind) {
            return new Group(group, state(members, advanced, behind), members, advanced, behind);
        }

        private static State state(@Nullable Integer members, @Nullable Long advanced, @Nullable Long behind) {
            if (members == null || advanced == null) {
                return State.UNKNOWN;
            }
            boolean nothingToRead = behind != null && behind == 0;
            if (members > 0) {
                return advanced > 0 || nothingToRead ? State.RUNS : State.JOINED;
            }
            return advanced > 0 ? State.COMMITS : State.WAITS;
        }

        /** Whether it has gone on from where the switch put it. */
        public boolean goesOn() {
            return state == State.RUNS || state == State.COMMITS;
        }
    }

    /** A partition that is written to on the old source, with the time of its newest record. */
    public record Writing(
            String topic, int partition, @Nullable Instant newest) {}

    /** A partition without a commit. */
    public record Uncovered(String group, String topic, int partition) {}

    /** Whether all groups go on, nothing is uncovered, and nobody writes to the old source. */
    public boolean took() {
        return (splitBrain == null || splitBrain.isEmpty())
                && uncovered.isEmpty()
                && groups.stream().allMatch(Group::goesOn);
    }
}
