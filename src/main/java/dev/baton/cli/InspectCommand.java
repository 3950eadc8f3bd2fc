package dev.baton.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton inspect}: the group of commands that only look. */
@Command(
        name = "inspect",
        description = "What is mirrored, how far, and by whom.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
final class InspectCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This help.")
    boolean help;
}
