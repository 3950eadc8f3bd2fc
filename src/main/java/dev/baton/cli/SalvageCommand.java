package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.render.SalvageReportView;
import dev.baton.salvage.Salvage;
import dev.baton.salvage.SalvageReport;
import dev.baton.switchover.Halt;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** {@code baton salvage}: what only the old active cluster holds. */
@Command(
        name = "salvage",
        description = {
            "After a failover, when the old active cluster is back: the records that only it holds, exactly.",
            "--from and --to name the flow that failed over: from the old active cluster to the new one."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SalvageListCommand.class, SalvageExportCommand.class, SalvageInjectCommand.class})
final class SalvageCommand {
    /** For tests alone: where the process dies. */
    private static final String HALT = "BATON_TEST_HALT_AT";

    /** Opens the flow's clusters, with a deadline for each call, and prints what was done with them. */
    static ExitCode run(CommandContext context, Function<Salvage, SalvageReport> work) {
        try (FlowClusters named = FlowClusters.open(context, "salvage");
                FlowClusters clusters = named.again(Budget.perCall(context.timeout()), "salvage")) {
            Halt halt = new Halt(context.environment().variables().getOrDefault(HALT, ""));
            Salvage salvage =
                    new Salvage(clusters.config(), clusters.source(), clusters.target(), context.clock(), halt);
            SalvageReport report = work.apply(salvage);
            context.print(new SalvageReportView(), clusters.flow(), report);
            return judge(report);
        }
    }

    static ExitCode judge(SalvageReport report) {
        if (report.refused()) {
            return ExitCode.REFUSED;
        }
        return report.whole() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
}
