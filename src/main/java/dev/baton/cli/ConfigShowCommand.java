package dev.baton.cli;

import dev.baton.config.LoadedConfig;
import dev.baton.config.ShownConfig;
import dev.baton.render.ConfigView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton config show}: the configuration as Baton understands it. */
@Command(
        name = "show",
        description = "Show the configuration as Baton understands it, defaults filled in, secrets hidden.",
        footerHeading = "%nExamples:%n",
        footer = {"  baton config show", "  baton config show --target-config west.properties -o yaml"})
final class ConfigShowCommand implements Callable<ExitCode> {
    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        LoadedConfig loaded = context.configSource().load(context.request());
        context.print(new ConfigView(), ShownConfig.of(loaded.file(), loaded.orThrow()));
        return ExitCode.DONE;
    }
}
