package dev.baton.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton}: names the subcommands, does nothing itself. */
@Command(
        name = "baton",
        description = "Disaster-recovery failover for Apache Kafka.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InspectCommand.class,
            TranslateCommand.class,
            ConfigCommand.class,
        })
final class RootCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Version of Baton, of its Kafka client and of Java.")
    boolean version;
}
