package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.salvage.Salvage;
import dev.baton.salvage.SalvageReport;
import dev.baton.switchover.Halt;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton salvage export}. */
@Command(
        name = "export",
        description = {
            "Writes the records that only the source holds to a file, or to standard output.",
            "The file begins with the flow and the source's cluster id, each partition with its bounds; it ends with the"
                    + " count of the records and their SHA-256, which inject checks. A run that was killed is gone on with"
                    + " by the same command."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton salvage export --out east.jsonl",
            "  baton salvage export --out east.salvage --binary",
            "  baton salvage export --out - --topic orders | jq -c .offset"
        })
final class SalvageExportCommand implements Callable<ExitCode> {
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to, or - for standard output.")
    private Path out = Path.of("-");

    @Option(
            names = "--binary",
            description = "Frames with checksums instead of JSON lines with keys and values in base64.")
    private boolean binary;

    @Mixin
    private TopicOptions topics;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        if (!out.toString().equals("-")) {
            Path file = context.environment().directory().resolve(out);
            return SalvageCommand.run(context, salvage -> salvage.export(topics.selection(), file, binary));
        }
        try (FlowClusters named = FlowClusters.open(context, "salvage");
                FlowClusters clusters = named.again(Budget.perCall(context.timeout()), "salvage")) {
            Salvage salvage =
                    new Salvage(clusters.config(), clusters.source(), clusters.target(), context.clock(), Halt.NEVER);
            // bytes, which no writer of characters takes; never closed, it is the process's own
            FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
            SalvageReport report = salvage.export(topics.selection(), stdout, binary);
            context.say(report.records() + " records of " + report.items().size() + " partitions");
            report.items().stream()
                    .filter(item -> item.reason() != null)
                    .forEach(item -> context.say(item.topic() + "-" + item.partition() + ": " + item.reason()));
            return SalvageCommand.judge(report);
        }
    }
}
