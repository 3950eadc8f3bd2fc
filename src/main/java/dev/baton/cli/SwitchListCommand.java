package dev.baton.cli;

import dev.baton.render.SwitchListView;
import dev.baton.state.InternalTopics;
import dev.baton.switchover.SwitchHistory;
import dev.baton.switchover.SwitchList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton switch list}: all switches to the target. */
@Command(
        name = "list",
        description = {
            "All switches to the target that its journal tells of.",
            "One is open where it runs or was killed, stopped where a step failed, else closed, undoing or undone."
        },
        footerHeading = "%nExamples:%n",
        footer = "  baton switch list")
final class SwitchListCommand implements Callable<ExitCode> {
    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters clusters = FlowClusters.open(context, "switch")) {
            SwitchHistory history = SwitchHistory.read(clusters.target());
            context.print(new SwitchListView(), clusters.flow(), SwitchList.of(history));
            Talk.aboutSkipped(context, InternalTopics.JOURNAL, history.skipped());
            return ExitCode.DONE;
        }
    }
}
