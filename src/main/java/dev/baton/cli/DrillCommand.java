package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.drill.Drill;
import dev.baton.drill.DrillLimits;
import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillSite;
import dev.baton.drill.JUnitReport;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.render.DrillHtml;
import dev.baton.render.DrillReportView;
import dev.baton.switchover.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton drill}: rehearses a failover. */
@Command(
        name = "drill",
        description = {
            "Rehearses a failover on shadow groups: translates from the target alone, commits, reads real records and compares"
                    + " them with what the source says comes next.",
            "The groups themselves and their offsets are not touched. The shadow groups are removed; those of a drill that was"
                    + " killed are removed by the next one, and the broker forgets them by itself.",
            "A group is unknown, and the drill fails, where a failover would leave it out, or a partition of it: one that was"
                    + " named and that nobody knows, or that has a commit on the source of which the target does not know.",
            "Exit code 0 where every group passed and every limit was kept, else 3; 4 where a cluster did not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton drill --all-groups",
            "  baton drill --all-groups --max-rpo 1000 --max-rto 30s --max-reread 0 --junit drill.xml -o json",
            "  baton drill --all-groups --observe 60s --report drill.html",
            "  baton drill --clean"
        })
final class DrillCommand implements Callable<ExitCode> {
    @Mixin
    private SelectionOptions selected;

    @Option(names = "--records", paramLabel = "N", description = "Compare so many records a partition; default 100.")
    private int window = 100;

    @Option(
            names = "--observe",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Watch the mirror's lag for so long first; default 0s.")
    private Duration observe = Duration.ZERO;

    @Option(names = "--max-rpo", paramLabel = "N", description = "So many records may be missing on the target.")
    private @Nullable Long maxRpo;

    @Option(
            names = "--max-rpo-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "So long the oldest of them may have been on the source.")
    private @Nullable Duration maxRpoTime;

    @Option(
            names = "--max-rto",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "So long it may take until every group reads.")
    private @Nullable Duration maxRto;

    @Option(names = "--max-reread", paramLabel = "N", description = "So many records a group may read again.")
    private @Nullable Long maxReread;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML, too.")
    private @Nullable Path junit;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page for managers and auditors, too: one HTML file that needs nothing else.")
    private @Nullable Path page;

    @Option(names = "--clean", description = "Only remove what drills have left that do not run any more.")
    private boolean clean;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters named = FlowClusters.open(context, "drill");
                FlowClusters clusters = named.again(Budget.perCall(context.timeout()), "drill")) {
            if (clean) {
                Drill.clean(clusters.target(), context.clock().instant(), context::say);
                return ExitCode.DONE;
            }
            DrillReport report = new Drill(site(context, clusters), window)
                    .run(selected.selection(), limits(), observe, context::say);
            write(context, clusters.config(), report);
            context.print(new DrillReportView(), clusters.flow(), report);
            return report.passed() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
    }

    private static DrillSite site(CommandContext context, FlowClusters clusters) {
        Cluster source = clusters.source();
        if (source == null) {
            throw BatonException.usage("a drill compares with the source; add --source-bootstrap");
        }
        return new DrillSite(
                clusters.flow(),
                source,
                clusters.target(),
                context.timeout(),
                context.clock(),
                Operator.here(context.environment().user()),
                Version.number(),
                SwitchCommand.halt(context));
    }

    private DrillLimits limits() {
        Duration rpo = maxRpoTime;
        Duration rto = maxRto;
        return new DrillLimits(
                maxRpo,
                rpo == null ? null : Long.valueOf(rpo.toSeconds()),
                rto == null ? null : Long.valueOf(rto.toMillis()),
                maxReread);
    }

    private void write(CommandContext context, FlowConfig flow, DrillReport report) {
        if (junit != null) {
            write(context, junit, JUnitReport.of(report));
        }
        if (page != null) {
            write(context, page, DrillHtml.of(flow.from(), flow.to(), report));
        }
    }

    private static void write(CommandContext context, Path file, String text) {
        try {
            Files.writeString(context.environment().directory().resolve(file), text);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "could not write " + file + ": " + e.getMessage(), null, e);
        }
    }
}
