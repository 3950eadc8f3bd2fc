package dev.baton.switchover;

import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Commits the translated offsets; of a planned switch, where the source stands still as it was proved to. */
final class Commit implements SwitchStep {
    static final String LABEL = "commit";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public Object intent(SwitchRun run) {
        Standstill.require(run);
        List<OffsetList.Item> items = new ArrayList<>();
        for (GroupPlan group : run.plan().going()) {
            Applied.changes(group)
                    .forEach((p, commit) -> items.add(new OffsetList.Item(
                            group.group(), p.topic(), p.partition(), commit.offset(), commit.metadata())));
        }
        return new OffsetList(items);
    }

    @Override
    public StepDone run(SwitchRun run) {
        List<GroupPlan> changing = run.plan().groups().stream()
                .filter(group -> group.verdict() == Verdict.SWITCH)
                .toList();
        int partitions = run.resumed()
                ? run.applied().commitRest(changing, () -> run.halfWay(this))
                : run.applied().commit(changing, () -> run.halfWay(this));
        return StepDone.of(partitions + " offsets of " + changing.size() + " groups");
    }
}
