package dev.baton.cli;

import dev.baton.salvage.SalvageReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton salvage inject}. */
@Command(
        name = "inject",
        description = {
            "Writes the records that only the source holds on the new active cluster, each once: to the same partitions, in"
                    + " their order, with their times, behind what was written there since.",
            "Each carries a header baton.salvage.origin that names its cluster id, topic, partition and offset. A run that"
                    + " was killed is gone on with by the same command; it leaves nothing out and writes nothing twice.",
            "On a compacted topic records are left out whose key was written on the target since the failover.",
            "Shows what it would do; --execute does it.",
            "Exit code 0, 3 where something is left to do, 6 where a safety check refused a partition."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton salvage inject",
            "  baton salvage inject --topic orders --execute",
            "  baton salvage inject --file east.jsonl --execute"
        })
final class SalvageInjectCommand implements Callable<ExitCode> {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Take the records from a file that export wrote, instead of from the source.")
    private @Nullable Path file;

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Mixin
    private TopicOptions topics;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        Path given = file;
        ExitCode code = SalvageCommand.run(context, salvage -> {
            SalvageReport report = given == null
                    ? salvage.inject(topics.selection(), execute)
                    : salvage.inject(context.environment().directory().resolve(given), topics.selection(), execute);
            if (!execute) {
                context.say("dry run: nothing was changed; --execute does it");
            }
            return report;
        });
        return code;
    }
}
