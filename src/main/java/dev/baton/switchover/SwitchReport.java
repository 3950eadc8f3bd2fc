package dev.baton.switchover;

import dev.baton.translate.Confidence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a switch did, or would do.
 *
 * @param rtoMillis from the start to the last commit read back; null where nothing was applied
 */
public record SwitchReport(
        String id,
        Mode mode,
        boolean executed,
        List<GroupReport> groups,
        List<StepReport> steps,
        Rpo rpo,
        @Nullable Long rtoMillis) {
    public SwitchReport {
        groups = List.copyOf(groups);
        steps = List.copyOf(steps);
    }

    /** What became of a group. */
    public enum Result {
        /** Dry run: would be switched. */
        PLANNED,
        SWITCHED,
        /** The target had the offsets already. */
        UNCHANGED,
        /** Left alone, for the reason given. */
        SKIPPED,
        /** Not all of its offsets could be committed and read back. */
        FAILED,
        /** It was switched, and taken back since. */
        UNDONE
    }

    /** One group. */
    public record GroupReport(
            String group, Result result, @Nullable String reason, List<PartitionReport> partitions) {
        public GroupReport {
            partitions = List.copyOf(partitions);
        }

        private GroupReport undone() {
            return new GroupReport(
                    group,
                    Result.UNDONE,
                    reason,
                    partitions.stream().map(PartitionReport::undone).toList());
        }
    }

    /**
     * One partition of a group.
     *
     * @param previous what was committed on the target before; null for nothing
     * @param applied what is committed now, or in a dry run would be; null where the partition was left alone
     */
    public record PartitionReport(
            String topic,
            int partition,
            @Nullable Long previous,
            @Nullable Long applied,
            Confidence confidence,
            @Nullable Long rereadAtMost,
            @Nullable Long rereadIfCommitsUnseen,
            @Nullable Long unmirrored,
            @Nullable String reason) {

        private PartitionReport undone() {
            return new PartitionReport(
                    topic,
                    partition,
                    previous,
                    null,
                    confidence,
                    rereadAtMost,
                    rereadIfCommitsUnseen,
                    unmirrored,
                    reason);
        }
    }

    /** What became of a step. */
    public enum StepResult {
        DONE,
        SKIPPED,
        FAILED
    }

    /** One step. */
    public record StepReport(String step, StepResult result, long millis, String detail) {}

    /**
     * What the source had that the target has not.
     *
     * @param unmirroredAtLeast records, by offset difference; null where nobody knows
     * @param asOf when the source was last seen; null where never
     * @param exact whether the source itself could be asked
     */
    public record Rpo(
            @Nullable Long unmirroredAtLeast, @Nullable Instant asOf, boolean exact) {
        static final Rpo UNKNOWN = new Rpo(null, null, false);
    }

    /** The same once the switch was taken back: nothing that it committed is there any more. */
    public SwitchReport undone() {
        List<GroupReport> now = groups.stream()
                .map(group -> group.result() == Result.SWITCHED ? group.undone() : group)
                .toList();
        return new SwitchReport(id, mode, executed, now, steps, rpo, rtoMillis);
    }

    /** Whether every step and every group came out as it should, and of a planned switch, whether nothing was left behind. */
    public boolean whole() {
        Long unmirrored = rpo.unmirroredAtLeast();
        boolean leftBehind = executed && mode == Mode.PLANNED && unmirrored != null && unmirrored > 0;
        return !leftBehind
                && !groups.isEmpty()
                && steps.stream().noneMatch(step -> step.result() == StepResult.FAILED)
                && groups.stream()
                        .allMatch(g -> g.result() != Result.SKIPPED
                                && g.result() != Result.FAILED
                                && g.partitions().stream().allMatch(p -> p.applied() != null));
    }
}
