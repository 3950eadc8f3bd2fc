package dev.baton.cli;

import dev.baton.render.OffsetsView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect offsets}: how target offsets relate to the source's. */
@Command(
        name = "offsets",
        description = {
            "Per partition: preserved or mapped, the runs of the offset map, the aligned start.",
            "Asks the target only, so it works with the source gone."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect offsets", "  baton inspect offsets -o json"})
final class InspectOffsetsCommand implements Callable<ExitCode> {
    @Mixin
    private WatchOptions watch;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        return watch.run(
                global.context(),
                context -> InspectCommand.print(
                        context,
                        new OffsetsView(),
                        InspectCommand.inspector(context).offsets()));
    }
}
