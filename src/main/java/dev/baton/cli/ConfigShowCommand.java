package dev.baton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton config show}: the configuration as Baton understands it. */
@Command(name = "show", description = "The configuration as Baton understands it, secrets masked.")
final class ConfigShowCommand implements Callable<ExitCode> {
    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        context.out().println(context.flow().target());
        return ExitCode.DONE;
    }
}
