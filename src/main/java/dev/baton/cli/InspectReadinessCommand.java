package dev.baton.cli;

import dev.baton.render.ReadinessView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect readiness}: whether a failover now would go well. */
@Command(
        name = "readiness",
        description = {
            "Checks whether a failover now would go well; each finding with fact, consequence and remedy.",
            "Looks at reachability, mirror, lag, groups, topics, partitions and configs, rights of producers and consumers,"
                    + " transactional ids among them, on the target retention by time and by size, open transactions and leader"
                    + " epochs of commits, offset expiry, clocks, Baton's own state, and MirrorMaker 2 with the errors of its"
                    + " versions.",
            "What could not be checked is listed, with the reason.",
            "Exit code 0 where nothing stands against it, 3 where a blocker was found."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect readiness", "  baton inspect readiness --from east --to west -o csv"})
final class InspectReadinessCommand implements Callable<ExitCode> {
    @Mixin
    private WatchOptions watch;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        return watch.run(global.context(), context -> {
            var inspected = InspectCommand.inspector(context).readiness();
            InspectCommand.print(context, new ReadinessView(), inspected);
            return inspected.report().ready() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        });
    }
}
