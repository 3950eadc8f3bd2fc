package dev.baton.cli;

import dev.baton.render.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect status}: one screen about a flow. */
@Command(
        name = "status",
        description = {
            "One screen: what answers, who mirrors, how far, which groups are covered, what can be done now.",
            "With the source gone the target alone answers, as of the last moment that the mirror saw."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton inspect status",
            "  baton inspect status --target-bootstrap west:9092 --timeout 2s",
            "  baton inspect status -o json"
        })
final class InspectStatusCommand implements Callable<ExitCode> {
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
                        new StatusView(),
                        InspectCommand.inspector(context).status()));
    }
}
