package dev.baton.switchover;

import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.switchover.SwitchReport.GroupReport;
import dev.baton.switchover.SwitchReport.PartitionReport;
import dev.baton.switchover.SwitchReport.Result;
import dev.baton.switchover.SwitchReport.Rpo;
import dev.baton.switchover.SwitchReport.StepReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a plan, and what became of it, to the report. Pure.
 *
 * @param failures groups whose offsets were not all committed and read back
 * @param stopped whether a step failed, so that no later one ran
 */
record Reporting(SwitchPlan plan, Map<String, String> failures, boolean stopped) {

    static SwitchReport preview(SwitchPlan plan, Rpo rpo) {
        Reporting reporting = new Reporting(plan, Map.of(), false);
        List<GroupReport> groups = plan.groups().stream()
                .map(group -> reporting.group(group, Result.PLANNED))
                .toList();
        return new SwitchReport(plan.id(), plan.request().mode(), false, groups, List.of(), rpo, null);
    }

    SwitchReport executed(List<StepReport> steps, Rpo rpo, @Nullable Long rtoMillis) {
        List<GroupReport> groups = plan.groups().stream()
                .map(group -> group(group, Result.SWITCHED))
                .toList();
        return new SwitchReport(plan.id(), plan.request().mode(), true, groups, steps, rpo, rtoMillis);
    }

    private GroupReport group(GroupPlan group, Result whenSwitched) {
        Result result = result(group, whenSwitched);
        boolean applies = result != Result.SKIPPED && result != Result.FAILED;
        return new GroupReport(
                group.group(),
                result,
                reason(group, result),
                group.partitions().stream().map(p -> partition(p, applies)).toList());
    }

    private Result result(GroupPlan group, Result whenSwitched) {
        if (!group.verdict().goes()) {
            return Result.SKIPPED;
        }
        if (stopped || failures.containsKey(group.group())) {
            return Result.FAILED;
        }
        return group.verdict() == Verdict.UNCHANGED ? Result.UNCHANGED : whenSwitched;
    }

    private @Nullable String reason(GroupPlan group, Result result) {
        if (result != Result.FAILED) {
            return group.reason();
        }
        return failures.getOrDefault(group.group(), "the switch stopped before it; see the steps");
    }

    private static PartitionReport partition(PartitionPlan partition, boolean applies) {
        return new PartitionReport(
                partition.topic(),
                partition.partition(),
                partition.previous(),
                applies ? partition.next() : null,
                partition.confidence(),
                partition.rereadAtMost(),
                partition.rereadIfCommitsUnseen(),
                partition.unmirrored(),
                partition.reason());
    }
}
