package dev.baton.cli;

import dev.baton.render.LagView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect lag}: how far each partition is mirrored. */
@Command(
        name = "lag",
        description = {
            "Per partition: the source's end, mirrored up to, records and seconds behind.",
            "With the source gone, its ends are as the mirror last saw them, and said so."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect lag", "  baton inspect lag --from east --to west -o csv"})
final class InspectLagCommand implements Callable<ExitCode> {
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
                        new LagView(),
                        InspectCommand.inspector(context).lag()));
    }
}
