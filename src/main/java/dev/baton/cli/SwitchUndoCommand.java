package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.render.UndoReportView;
import dev.baton.switchover.Operator;
import dev.baton.switchover.Undo;
import dev.baton.switchover.UndoReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton switch undo}: takes a switch back. */
@Command(
        name = "undo",
        description = {
            "Takes a switch back: restores the target's commits, lets the mirrors go on, lets producers write again.",
            "Shows what it would do; --execute does it. Works on a switch that was killed, too, and may be run again.",
            "A group that is active there, or has moved on since, is refused, and stays with the topics that it reads: these"
                    + " are neither mirrored nor opened to the producers. Where all are refused nothing is changed.",
            "Exit code 6 where a group is refused, 3 where not all could be restored."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton switch undo 20261122T150405-3f2a", "  baton switch undo 20261122T150405-3f2a --execute"})
final class SwitchUndoCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "ID", description = "As switch list shows it.")
    private String id = "";

    @Option(names = "--allow-rewind", description = "Take back what consumers have committed since, as well.")
    private boolean allowRewind;

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters named = FlowClusters.open(context, "switch");
                FlowClusters acting = named.again(Budget.perCall(context.timeout()), "switch")) {
            Undo undo = new Undo(SwitchCommand.site(context, acting, acting), id, allowRewind);
            UndoReport report = execute
                    ? undo.execute(
                            context.environment().stateDirectory(),
                            Operator.here(context.environment().user()))
                    : undo.preview();
            context.print(new UndoReportView(), named.flow(), report);
            if (!execute) {
                context.say("dry run: nothing was changed; --execute does it");
            } else if (report.steps().isEmpty()) {
                context.say(report.whole() ? "it was undone before" : "nothing was changed");
            }
            if (report.refused()) {
                return ExitCode.REFUSED;
            }
            return report.whole() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
    }
}
