package dev.baton.cli;

import dev.baton.config.ConfigCheck;
import dev.baton.config.LoadedConfig;
import dev.baton.inspect.OnlineCheck;
import dev.baton.render.ConfigCheckView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton config check}: everything that is wrong with the configuration. */
@Command(
        name = "check",
        description = {
            "Report every problem of the configuration, with its line.",
            "Without --online no cluster is asked."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton config check", "  baton config check -c /etc/baton/baton.yaml --online -o json"})
final class ConfigCheckCommand implements Callable<ExitCode> {
    @Option(
            names = "--online",
            description =
                    "Ask every cluster for its id, too: one that does not answer, or has two aliases, is reported.")
    private boolean online;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        LoadedConfig loaded = context.configSource().load(context.request());
        if (online) {
            OnlineCheck.Result result = new OnlineCheck(context.timeout()).check(loaded);
            context.print(new ConfigCheckView(), result.check());
            return ExitCode.of(result.causes());
        }
        ConfigCheck check = ConfigCheck.of(loaded);
        context.print(new ConfigCheckView(), check);
        return check.valid() ? ExitCode.DONE : ExitCode.USAGE;
    }
}
