package dev.baton.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton}: names the subcommands, does nothing itself. */
@Command(
        name = "baton",
        description = {
            "Disaster-recovery failover for Apache Kafka: passes consumer groups from one cluster to another",
            "without dropping a record, with as few read again as can be proved, and says how many."
        },
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
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

    /**
     * The subcommands in the order of the help. Not in the annotation, since picocli would load them all, with all their
     * options, to run one of them.
     */
    static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("inspect", InspectCommand.class);
        commands.put("translate", TranslateCommand.class);
        commands.put("switch", SwitchCommand.class);
        commands.put("drill", DrillCommand.class);
        commands.put("salvage", SalvageCommand.class);
        commands.put("failback", FailbackCommand.class);
        commands.put("mirror", MirrorCommand.class);
        commands.put("config", ConfigCommand.class);
        commands.put("completion", CompletionCommand.class);
        return commands;
    }
}
