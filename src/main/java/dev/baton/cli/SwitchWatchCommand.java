package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.render.WatchReportView;
import dev.baton.switchover.SwitchHistory;
import dev.baton.switchover.Watch;
import dev.baton.switchover.WatchReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton switch watch}: whether a switch took. */
@Command(
        name = "watch",
        description = {
            "Whether a switch took: members and commits on the target, partitions without a commit, and first of all"
                    + " whether somebody still writes to the old source.",
            "Looks again and again until all groups run; with --once just once.",
            "Exit code 3 where the last look did not show that the switch took."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton switch watch 20261122T150405-3f2a",
            "  baton switch watch 20261122T150405-3f2a --once -o json"
        })
final class SwitchWatchCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "ID", description = "As switch list shows it.")
    private String id = "";

    @Option(names = "--once", description = "Look once.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Between two looks; default 2s.")
    private Duration interval = Duration.ofSeconds(2);

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        while (true) {
            WatchReport report = look(context);
            if (report.took()) {
                return ExitCode.DONE;
            }
            if (once) {
                return ExitCode.INCOMPLETE;
            }
            pause();
        }
    }

    /** Each look has deadlines of its own. */
    private WatchReport look(CommandContext context) {
        try (FlowClusters clusters = FlowClusters.open(context, "switch")) {
            var record = SwitchHistory.read(clusters.target())
                    .require(id, clusters.target().alias());
            WatchReport report = new Watch(record, context.clock()).look(clusters.source(), clusters.target());
            context.print(new WatchReportView(), clusters.flow(), report);
            return report;
        }
    }

    private void pause() {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        }
    }
}
