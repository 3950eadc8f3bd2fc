package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.render.SwitchReportView;
import dev.baton.switchover.Execution;
import dev.baton.switchover.Operator;
import dev.baton.switchover.Switchover;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton switch resume}: goes on with a switch that was killed. */
@Command(
        name = "resume",
        description = {
            "Goes on with a switch that was killed or that stopped at a step, and comes to the same end.",
            "Exit codes as of baton switch."
        },
        footerHeading = "%nExamples:%n",
        footer = "  baton switch resume 20261122T150405-3f2a")
final class SwitchResumeCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "ID", description = "As switch list shows it.")
    private String id = "";

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters gathering = FlowClusters.open(context, "switch");
                FlowClusters acting = gathering.again(Budget.perCall(context.timeout()), "switch")) {
            Switchover switchover = SwitchCommand.switchover(context, gathering, acting);
            Execution execution = switchover.resume(
                    id,
                    context.environment().stateDirectory(),
                    Operator.here(context.environment().user()),
                    step -> context.say("switch " + id + ": " + step));
            context.print(new SwitchReportView(), gathering.flow(), execution.report());
            return SwitchCommand.judge(context, execution);
        }
    }
}
