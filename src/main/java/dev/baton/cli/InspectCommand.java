package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.inspect.Inspected;
import dev.baton.inspect.Inspector;
import dev.baton.render.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton inspect}: the group of commands that only look. */
@Command(
        name = "inspect",
        description = "What is mirrored, how far, and by whom.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InspectStatusCommand.class,
            InspectLagCommand.class,
            InspectCheckpointsCommand.class,
            InspectOffsetsCommand.class,
            InspectSyncsCommand.class,
            InspectHeartbeatsCommand.class,
            InspectGroupsCommand.class,
            InspectReadinessCommand.class,
        })
final class InspectCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This help.")
    boolean help;

    static Inspector inspector(CommandContext context) {
        return new Inspector(context.flow(), context.timeout(), context.clock());
    }

    /** Prints what was found out, and passes on why that is not all. */
    static <R> ExitCode print(CommandContext context, View<R> view, Inspected<R> inspected) {
        context.print(view, inspected.flow(), inspected.report());
        BatonException failure = inspected.failure();
        if (failure != null) {
            throw failure;
        }
        return ExitCode.DONE;
    }
}
