package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.failback.Failback;
import dev.baton.failback.FailbackReport;
import dev.baton.failback.FailbackSite;
import dev.baton.failure.BatonException;
import dev.baton.render.FailbackReportView;
import dev.baton.switchover.Operator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton failback}: turns a flow round that a switch ended. */
@Command(
        name = "failback",
        description = {
            "Readies the way back after a switch: the old active cluster becomes the target of what is written on the new"
                    + " one. --from names the new active cluster, --to the old one. Then: baton mirror, and when it has"
                    + " caught up, baton switch --mode planned, with the same --from and --to. Once back, failback with"
                    + " --from and --to swapped again takes the first flow up.",
            "Both logs of each partition are compared around the failover point first. Then the offset map is copied, turned"
                    + " round, and the mirror goes on behind the old log with what is new. The tail that was never mirrored"
                    + " stays on the old cluster and is left out of the map: groups behind the failover point are at most"
                    + " exact to its length, all others are exact. Commits that the moved groups left on the old cluster"
                    + " may be written over by the mirror.",
            "With --rebuild the flow's topics on the old cluster are deleted instead, and the mirror makes them anew with"
                    + " preserved offsets.",
            "Shows what it would do; --execute does it. Can be run again after a kill. No switch between the two clusters, nor"
                    + " its undoing, can run at the same time: the journals keep them apart.",
            "A flow is taken up for all that a switch had moved: where only some of its groups have come back it is refused.",
            "Exit code 0, 6 where a check speaks against it: no switch, a group or a producer still active on the old"
                    + " cluster, an open transaction, logs that differ, a mirror that runs, groups that have not come back."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton failback --from west --to east",
            "  baton failback --from west --to east --execute",
            "  baton failback --from west --to east --rebuild --confirm east --execute"
        })
final class FailbackCommand implements Callable<ExitCode> {
    @Option(
            names = "--rebuild",
            description = "Delete the flow's topics on the old cluster; the mirror makes them anew.")
    private boolean rebuild;

    @Option(
            names = "--confirm",
            paramLabel = "ALIAS",
            description = "The old cluster's alias, again: --rebuild deletes topics there.")
    private @Nullable String confirm;

    @Option(
            names = "--accept-loss",
            description =
                    "With --rebuild: delete also records that only the old cluster holds and no salvage has written.")
    private boolean acceptLoss;

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters named = FlowClusters.open(context, "failback");
                FlowClusters clusters = named.again(Budget.perCall(context.timeout()), "failback")) {
            Cluster now = clusters.source();
            if (now == null) {
                throw BatonException.usage("the new active cluster is not named; add --source-bootstrap");
            }
            Failback failback = new Failback(site(context, clusters, now));
            FailbackReport report = run(failback, clusters.target().alias());
            context.print(new FailbackReportView(), clusters.flow(), report);
            context.say(
                    execute
                            ? "next: baton mirror --from " + now.alias() + " --to "
                                    + clusters.target().alias()
                            : "dry run: nothing was changed; --execute does it");
            return report.refused() ? ExitCode.REFUSED : ExitCode.DONE;
        }
    }

    private static FailbackSite site(CommandContext context, FlowClusters clusters, Cluster now) {
        return new FailbackSite(
                clusters.config(),
                now,
                clusters.target(),
                context.environment().stateDirectory(),
                Operator.here(context.environment().user()),
                context.clock(),
                SwitchCommand.halt(context));
    }

    private FailbackReport run(Failback failback, String oldAlias) {
        if (!rebuild) {
            return execute ? failback.execute() : failback.preview();
        }
        if (execute && !oldAlias.equals(confirm)) {
            throw BatonException.usage(
                    "--rebuild deletes topics on " + oldAlias + ": say so with --confirm " + oldAlias);
        }
        return execute ? failback.rebuild(acceptLoss) : failback.previewRebuild();
    }
}
