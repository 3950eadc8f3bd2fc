package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
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
            "Looks again and again until all groups run, or have gone on without members; a cluster that does not answer"
                    + " for a while is said and asked again. With --once looks just once.",
            "The old source is held against the ends at which it stood still before a planned switch; after a failover against"
                    + " those of the first look, and by the times of its records, which are all that --once has there.",
            "Exit code 3 where --once did not show that the switch took."
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
        Watch watch = new Watch(context.clock());
        if (once) {
            return look(context, watch) ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
        while (!lookAgain(context.streaming(), watch)) {
            Pause.take(interval);
        }
        return ExitCode.DONE;
    }

    /** The target may be away for a while, too, at such times: that is said, and it is asked again. */
    private boolean lookAgain(CommandContext context, Watch watch) {
        try {
            return look(context, watch);
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE && e.kind() != FailureKind.INCOMPLETE) {
                throw e;
            }
            var unused = context.fail(e);
            return false;
        }
    }

    /** Whether it took; each look has deadlines of its own. */
    private boolean look(CommandContext context, Watch watch) {
        try (FlowClusters clusters = FlowClusters.open(context, "switch")) {
            var record = SwitchHistory.read(clusters.target())
                    .require(id, clusters.target().alias());
            WatchReport report = watch.look(record, clusters.source(), clusters.target());
            context.print(new WatchReportView(), clusters.flow(), report);
            return report.took();
        }
    }
}
