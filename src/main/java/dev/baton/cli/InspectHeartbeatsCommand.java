package dev.baton.cli;

import dev.baton.render.HeartbeatsView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect heartbeats}: mirrorMaker 2's heartbeats on the target, decoded: the newest of each pair of clusters. */
@Command(
        name = "heartbeats",
        description = {
            "MirrorMaker 2's heartbeats on the target, decoded: the newest of each pair of clusters.",
            "Asks the target only, so it works with the source gone."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect heartbeats", "  baton inspect heartbeats --watch 2s"})
final class InspectHeartbeatsCommand implements Callable<ExitCode> {
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
                        new HeartbeatsView(),
                        InspectCommand.inspector(context).heartbeats()));
    }
}
