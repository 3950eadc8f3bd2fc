package dev.baton.switchover;

import dev.baton.switchover.SwitchPlan.GroupPlan;
import java.util.ArrayList;
import java.util.List;

/** Journals what is committed on the target, and which groups exist there, so that both can be restored. */
final class TakeSnapshot implements SwitchStep {
    static final String LABEL = "snapshot";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public StepDone run(SwitchRun run) {
        List<OffsetList.Item> items = new ArrayList<>();
        List<String> existing = new ArrayList<>();
        for (GroupPlan group : run.plan().going()) {
            if (run.facts().onTarget().containsKey(group.group())) {
                existing.add(group.group());
            }
            run.facts()
                    .commitsOf(group.group())
                    .forEach((p, commit) -> items.add(new OffsetList.Item(
                            group.group(), p.topic(), p.partition(), commit.offset(), commit.metadata())));
        }
        return StepDone.of(items.size() + " commits of the target", new Snapshot(existing, items));
    }
}
