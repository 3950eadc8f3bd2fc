package dev.baton.cli;

import dev.baton.render.GroupsView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton inspect groups}: every group, and what a switch now would do with it. */
@Command(
        name = "groups",
        description = {
            "Every group of both clusters: kind, state, members, and what a switch now would do, with how much is read again.",
            "Groups that are left out are listed too, with the reason: share groups, Connect, the flow's filter.",
            "With the source gone, the groups that the target knows of."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton inspect groups", "  baton inspect groups --from east --to west -o csv"})
final class InspectGroupsCommand implements Callable<ExitCode> {
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
                        new GroupsView(),
                        InspectCommand.inspector(context).groups()));
    }
}
