package dev.baton.cli;

import dev.baton.config.ConfigCheck;
import dev.baton.render.ConfigCheckView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton config check}: everything that is wrong with the configuration. */
@Command(
        name = "check",
        description = "Check the configuration: report every problem with its line. Exit code 2 where there is one.")
final class ConfigCheckCommand implements Callable<ExitCode> {
    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        ConfigCheck check = ConfigCheck.of(context.configSource().load(context.request()));
        context.print(new ConfigCheckView(), check);
        return check.valid() ? ExitCode.DONE : ExitCode.USAGE;
    }
}
