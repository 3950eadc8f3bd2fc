package dev.baton.switchover;

import dev.baton.switchover.SwitchReport.StepReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What taking a switch back did, or would do.
 *
 * @param topicsLeft source topics that stay switched, since applications have written to their copies
 */
public record UndoReport(
        String id, boolean executed, List<Group> groups, List<String> topicsLeft, List<StepReport> steps) {
    public UndoReport {
        groups = List.copyOf(groups);
        topicsLeft = List.copyOf(topicsLeft);
        steps = List.copyOf(steps);
    }

    /** What became of a group. */
    public enum Result {
        /** Dry run: would be restored. */
        PLANNED,
        RESTORED,
        /** It stands as before the switch. */
        UNCHANGED,
        /** Left alone, for the reason given. */
        REFUSED,
        FAILED
    }

    /**
     * One group.
     *
     * @param deleted whether the group itself goes, since the switch made it
     */
    public record Group(
            String group, Result result, @Nullable String reason, boolean deleted, List<Partition> partitions) {
        public Group {
            partitions = List.copyOf(partitions);
        }

        /** Whether it is on the target still: it could not, or may not, be put back. */
        boolean stays() {
            return result == Result.REFUSED || result == Result.FAILED;
        }

        Group as(Result other, @Nullable String why) {
            return new Group(group, other, why, deleted, partitions);
        }
    }

    /**
     * One partition.
     *
     * @param applied what the switch put there, or found there as it was to be; null where it left the partition alone
     * @param found what is there now; null for nothing
     * @param before what was there before the switch; null for nothing
     */
    public record Partition(
            String topic,
            int partition,
            @Nullable Long applied,
            @Nullable Long found,
            @Nullable Long before) {}

    /** Whether a group was left out for a reason. */
    public boolean refused() {
        return groups.stream().anyMatch(group -> group.result() == Result.REFUSED);
    }

    /** Whether all is as before the switch. */
    public boolean whole() {
        return !refused() && topicsLeft.isEmpty() && groups.stream().noneMatch(g -> g.result() == Result.FAILED);
    }
}
