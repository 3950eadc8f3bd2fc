package dev.baton.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton config}: the group of commands about the configuration. */
@Command(
        name = "config",
        description = "Check and show the configuration.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCheckCommand.class, ConfigShowCommand.class})
final class ConfigCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This help.")
    boolean help;
}
