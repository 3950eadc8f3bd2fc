package dev.baton.drill;

import dev.baton.cluster.ClusterDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal measured.
 *
 * @param rtoMillis from the start to the first record read by every group
 * @param rpoRecords records that the source had and the target had not, at the worst moment that was looked at; null where
 *     nobody marks that
 * @param rpoSeconds so long the oldest of them had been on the source, at the worst moment; null where nobody marks that
 * @param lag what would have been lost, over the time of the rehearsal
 */
public record DrillReport(
        String id,
        Instant begunAt,
        Instant endedAt,
        Environment environment,
        List<Group> groups,
        List<Step> steps,
        long rtoMillis,
        @Nullable Long rpoRecords,
        @Nullable Long rpoSeconds,
        List<Sample> lag,
        List<Limit> limits) {
    public DrillReport {
        groups = List.copyOf(groups);
        steps = List.copyOf(steps);
        lag = List.copyOf(lag);
        limits = List.copyOf(limits);
    }

    /**
     * Where, by whom and with what it was done.
     *
     * @param by user, host and process
     * @param recordsCompared so many records were compared in each partition at most
     */
    public record Environment(
            String by,
            String version,
            String java,
            ClusterDescription source,
            ClusterDescription target,
            int recordsCompared) {}

    /** How a group did. */
    public enum Result {
        /** Went on with the next record, or earlier by no more than was stated. */
        PASSED,
        /** Skipped a record, read another one than the source has, or more again than was stated. */
        FAILED,
        /** Where it stood, or stands, was not known in some partition: a failover would leave that alone. */
        UNKNOWN
    }

    /**
     * One group.
     *
     * @param partitions that the source or the target knows a commit of
     * @param compared records that were the same on both sides
     * @param skipped records of the source that the group would never see, though they or later ones are mirrored
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

    /**
     * One part of the rehearsal.
     *
     * @param atMillis from the start of the rehearsal
     * @param inRto whether a failover has it, too, so that it is part of the time to recovery
     */
    public record Step(String step, long atMillis, long millis, boolean inRto) {}

    /** What would have been lost at one moment; null where nobody marks how far the mirror is. */
    public record Sample(
            Instant at, @Nullable Long records, @Nullable Long seconds) {}

    /** One limit: what was allowed, and what was measured; null where it could not be. */
    public record Limit(
            String name, Unit unit, long allowed, @Nullable Long measured) {
        /** Whether it was kept; what could not be measured was not. */
        public boolean kept() {
            return measured != null && measured <= allowed;
        }
    }

    /** What a limit counts. */
    public enum Unit {
        RECORDS,
        SECONDS,
        MILLISECONDS
    }

    /** Whether every group passed and every limit was kept. */
    public boolean passed() {
        return !groups.isEmpty()
                && groups.stream().allMatch(group -> group.result() == Result.PASSED)
                && limits.stream().allMatch(Limit::kept);
    }
}
