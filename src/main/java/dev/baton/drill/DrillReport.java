package dev.baton.drill;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal measured.
 *
 * @param rtoMillis from the start to the first record read by every group
 * @param rpoRecords records that the source had and the target had not; null where nobody marks that
 * @param rpoSeconds age of the mirror's last word; null where there is none
 */
public record DrillReport(
        String id,
        Instant begunAt,
        List<Group> groups,
        List<Step> steps,
        long rtoMillis,
        @Nullable Long rpoRecords,
        @Nullable Long rpoSeconds,
        List<Limit> limits) {
    public DrillReport {
        groups = List.copyOf(groups);
        steps = List.copyOf(steps);
        limits = List.copyOf(limits);
    }

    /** How a group did. */
    public enum Result {
        /** Went on with the next record, or earlier by no more than was stated. */
        PASSED,
        /** Skipped a record, read another one than the source has, or more again than was stated. */
        FAILED,
        /** Where it stood was not known: a failover would leave it alone. */
        UNKNOWN
    }

    /**
     * One group.
     *
     * @param compared records that were the same on both sides
     * @param skipped records of the source that the group would never see, though later ones are mirrored
     * @param reread records that it would read again
     * @param rereadAtMost the bound that a failover would state; null where it states none
     * @param unmirrored records that the target did not have yet, of those looked at
     * @param different records that are others than the source has
     * @param millis from the commit to its first record
     */
    public record Group(
            String group,
            Result result,
            int partitions,
            long compared,
            long skipped,
            long reread,
            @Nullable Long rereadAtMost,
            long unmirrored,
            long different,
            @Nullable Long millis,
            @Nullable String reason) {}

    /** One part of the time to recovery. */
    public record Step(String step, long millis) {}

    /** One limit: what was allowed, and what was measured; null where it could not be. */
    public record Limit(String name, long allowed, @Nullable Long measured) {
        /** Whether it was kept; what could not be measured was not. */
        public boolean kept() {
            return measured != null && measured <= allowed;
        }
    }

    /** Whether every group passed and every limit was kept. */
    public boolean passed() {
        return !groups.isEmpty()
                && groups.stream().allMatch(group -> group.result() == Result.PASSED)
                && limits.stream().allMatch(Limit::kept);
    }
}
