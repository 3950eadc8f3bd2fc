package dev.baton.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton config}: the group of commands about the configuration. */
@Command(
        name = "config",
        description = "Check, show, import and export the configuration.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConfigCheckCommand.class,
            ConfigShowCommand.class,
            ConfigImportCommand.class,
            ConfigExportCommand.class
        })
final class ConfigCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This help.")
    boolean help;
}
