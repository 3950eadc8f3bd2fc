package dev.baton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton salvage list}. */
@Command(
        name = "list",
        description = {
            "Counts, partition by partition, the committed records of the source that were never mirrored.",
            "The failover point of the switch, the last mark of the mirror and the offset map say where they begin; records"
                    + " between the mark and the failover point are compared, and so is the last mirrored one.",
            "Exit code 0, 3 where transactions are still open on the source, 6 where a partition cannot be told."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton salvage list", "  baton salvage list --topic orders -o json"})
final class SalvageListCommand implements Callable<ExitCode> {
    @Mixin
    private TopicOptions topics;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        return SalvageCommand.run(global.context(), salvage -> salvage.list(topics.selection()));
    }
}
