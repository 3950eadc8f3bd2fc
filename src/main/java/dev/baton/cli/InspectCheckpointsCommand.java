package dev.baton.cli;

import dev.baton.render.CheckpointsView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect checkpoints}: MirrorMaker 2's checkpoints, decoded. */
@Command(
        name = "checkpoints",
        description = {
            "MirrorMaker 2's checkpoints on the target, decoded: of every flow found there, or of the chosen one.",
            "Asks the target only, so it works with the source gone."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect checkpoints", "  baton inspect checkpoints --target-bootstrap west:9092 -o csv"})
final class InspectCheckpointsCommand implements Callable<ExitCode> {
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
                        new CheckpointsView(),
                        InspectCommand.inspector(context).checkpoints()));
    }
}
