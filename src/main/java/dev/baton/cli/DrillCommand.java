package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.drill.Drill;
import dev.baton.drill.DrillLimits;
import dev.baton.drill.DrillReport;
import dev.baton.drill.JUnitReport;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.render.DrillReportView;
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
            "The groups themselves and their offsets are not touched; the shadow groups are removed.",
            "Exit code 0 where every group passed and every limit was kept, else 3; 4 where a cluster did not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton drill --all-groups",
            "  baton drill --all-groups --max-rpo 1000 --max-rto 30s --max-reread 0 --junit drill.xml -o json",
            "  baton drill --clean"
        })
final class DrillCommand implements Callable<ExitCode> {
    @Mixin
    private SelectionOptions selected;

    @Option(names = "--records", paramLabel = "N", description = "Compare so many records a partition; default 100.")
    private int window = 100;

    @Option(names = "--max-rpo", paramLabel = "N", description = "So many records may be missing on the target.")
    private @Nullable Long maxRpo;

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

    @Option(names = "--clean", description = "Only remove what drills that were killed have left.")
    private boolean clean;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters named = FlowClusters.open(context, "drill");
                FlowClusters clusters = named.again(Budget.perCall(context.timeout()), "drill")) {
            if (clean) {
                Drill.clean(clusters.target()).forEach(group -> context.say("removed " + group));
                return ExitCode.DONE;
            }
            Cluster source = clusters.source();
            if (source == null) {
                throw BatonException.usage("a drill compares with the source; add --source-bootstrap");
            }
            Drill drill = new Drill(clusters.config(), source, clusters.target(), context.clock(), window);
            DrillReport report = drill.run(
                    selected.selection(),
                    new DrillLimits(maxRpo, maxRto == null ? null : Long.valueOf(maxRto.toMillis()), maxReread));
            write(context, report);
            context.print(new DrillReportView(), clusters.flow(), report);
            return report.passed() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        }
    }

    private void write(CommandContext context, DrillReport report) {
        Path file = junit;
        if (file == null) {
            return;
        }
        try {
            Files.writeString(context.environment().directory().resolve(file), JUnitReport.of(report));
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "could not write " + file + ": " + e.getMessage(), null, e);
        }
    }
}
