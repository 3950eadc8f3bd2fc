package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.render.SwitchReportView;
import dev.baton.switchover.Execution;
import dev.baton.switchover.HookFile;
import dev.baton.switchover.Operator;
import dev.baton.switchover.Switchover;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton switch resume}: goes on with a switch that was killed. */
@Command(
        name = "resume",
        description = {
            "Goes on with a switch that was killed or that stopped at a step, and comes to the same end.",
            "Hooks are run as they were kept on the machine that the switch began on, or as --hooks gives them again. Their"
                    + " places, names and order have to be those that the journal tells; commands are never taken from there,"
                    + " since whoever may write to the cluster's topics could else run any on the operator's machine.",
            "Exit codes as of baton switch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton switch resume 20261122T150405-3f2a",
            "  baton switch resume 20261122T150405-3f2a --hooks hooks.yaml"
        })
final class SwitchResumeCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "ID", description = "As switch list shows it.")
    private String id = "";

    @Option(
            names = "--hooks",
            paramLabel = "FILE",
            description = "The hooks that the switch began with, again: needed where it began on another machine.")
    private @Nullable Path hooks;

    @Mixin
    private UnreplicatedOption unreplicated;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters gathering = FlowClusters.open(context, "switch");
                FlowClusters acting = gathering.again(Budget.perCall(context.timeout()), "switch")) {
            Switchover switchover = SwitchCommand.switchover(context, gathering, acting, unreplicated);
            Execution execution = switchover.resume(
                    id,
                    Optional.ofNullable(hooks)
                            .map(context.environment().directory()::resolve)
                            .map(HookFile::read),
                    context.environment().stateDirectory(),
                    Operator.here(context.environment().user()),
                    step -> context.say("switch " + id + ": " + step));
            context.print(new SwitchReportView(), gathering.flow(), execution.report());
            return SwitchCommand.judge(context, execution);
        }
    }
}
