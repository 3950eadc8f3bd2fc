package dev.baton.cli;

import dev.baton.render.SyncsView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect syncs}: mirrorMaker 2's offset syncs, decoded. */
@Command(
        name = "syncs",
        description = {
            "MirrorMaker 2's offset syncs, decoded.",
            "They lie on the source or, with offset-syncs.topic.location=target, on the target; both are looked at.",
            "With the source gone only those on the target are shown, and said so."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect syncs", "  baton inspect syncs --from east --to west -o csv"})
final class InspectSyncsCommand implements Callable<ExitCode> {
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
                        new SyncsView(),
                        InspectCommand.inspector(context).syncs()));
    }
}
