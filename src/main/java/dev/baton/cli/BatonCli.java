package dev.baton.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line as a function: arguments and surroundings in, output and exit code out. */
public final class BatonCli {
    private final Environment environment;
    private final Failures failures;

    public BatonCli(Environment environment) {
        this.environment = environment;
        this.failures = new Failures(environment.err());
    }

    /** Runs one command. Never throws: what goes wrong is said on stderr and in the code. */
    public ExitCode run(String... args) {
        CommandLine commandLine = commandLine(args);
        try {
            return execute(commandLine.parseArgs(args));
        } catch (ParameterException e) {
            return failures.usage(e);
        }
    }

    /** The whole tree of commands, for help, man pages and completion. */
    CommandLine commandLine() {
        return commandLine(RootCommand.commands());
    }

    /** As much of the tree as the arguments need. */
    private CommandLine commandLine(String[] args) {
        Map<String, Class<?>> all = RootCommand.commands();
        String first = args.length == 0 ? "" : args[0];
        if (first.equals("--version") || first.equals("-V")) {
            return commandLine(Map.of());
        }
        Class<?> named = all.get(first);
        return commandLine(named == null ? all : Map.of(first, named));
    }

    private CommandLine commandLine(Map<String, Class<?>> commands) {
        Factory factory = new Factory(environment);
        CommandLine commandLine = new CommandLine(new RootCommand(), factory);
        commands.forEach((name, type) -> commandLine.addSubcommand(name, new CommandLine(type, factory)));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(helpWidth());
        commandLine.setOut(environment.out());
        commandLine.setErr(environment.err());
        boolean color = ColorMode.AUTO.enabled(environment);
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
        complete(commandLine);
        return commandLine;
    }

    /** Gives every page the parts that are the same on all. */
    private static void complete(CommandLine commandLine) {
        UsageMessageSpec page = commandLine.getCommandSpec().usageMessage();
        page.abbreviateSynopsis(true);
        if (commandLine.getCommand() instanceof Callable<?>) {
            Map<String, String> codes = new LinkedHashMap<>();
            for (ExitCode code : ExitCode.values()) {
                codes.put(String.valueOf(code.code()), code.meaning());
            }
            page.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        }
        commandLine.getSubcommands().values().forEach(BatonCli::complete);
    }

    private int helpWidth() {
        return environment.terminal() ? Math.max(60, Math.min(100, environment.columns())) : 80;
    }

    private ExitCode execute(ParseResult parsed) {
        if (CommandLine.executeHelpRequest(parsed) != null) {
            return ExitCode.DONE;
        }
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine leaf = commands.get(commands.size() - 1);
        if (!(leaf.getCommand() instanceof Callable<?> command)) {
            leaf.usage(environment.err());
            return ExitCode.USAGE;
        }
        int verbosity = verbosity(leaf);
        if (mixins(leaf, LogFileOptions.class).anyMatch(LogFileOptions::isGiven)) {
            Logging.configureForFile(verbosity);
        } else {
            Logging.configure(verbosity);
        }
        return call(leaf, command, verbosity);
    }

    private ExitCode call(CommandLine leaf, Callable<?> command, int verbosity) {
        try {
            return (ExitCode) command.call();
        } catch (ParameterException e) {
            return failures.usage(e);
        } catch (Exception e) {
            return failures.running(e, verbosity);
        } finally {
            leaf.getOut().flush();
        }
    }

    private static int verbosity(CommandLine leaf) {
        return mixins(leaf, GlobalOptions.class)
                .mapToInt(GlobalOptions::verbosity)
                .findFirst()
                .orElse(0);
    }

    private static <M> Stream<M> mixins(CommandLine leaf, Class<M> type) {
        return leaf.getMixins().values().stream().filter(type::isInstance).map(type::cast);
    }

    /** Gives commands and mixins their surroundings. */
    private record Factory(Environment environment) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == GlobalOptions.class
                    ? type.cast(new GlobalOptions(environment))
                    : CommandLine.defaultFactory().create(type);
        }
    }
}
