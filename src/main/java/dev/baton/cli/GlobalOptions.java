package dev.baton.cli;

import dev.baton.config.FlowRequest;
import dev.baton.render.OutputFormat;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that every leaf command has; mixed in, they also give the command its {@link CommandContext}. */
final class GlobalOptions {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Environment environment;

    @ArgGroup(validate = false, heading = "%nWhich flow:%n")
    private FlowOptions flow = new FlowOptions();

    @ArgGroup(validate = false, heading = "%nGeneral:%n")
    private TalkOptions talk = new TalkOptions();

    GlobalOptions(Environment environment) {
        this.environment = environment;
    }

    /** What the command works with. Nothing is read or connected before the command asks for it. */
    CommandContext context() {
        return new CommandContext(environment, flow.request(), talk);
    }

    /** How much is said on stderr: -1 for quiet, else the number of {@code -v}. */
    int verbosity() {
        return talk.verbosity();
    }

    static final class FlowOptions {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "baton.yaml; else $BATON_CONFIG, ./baton.yaml, $XDG_CONFIG_HOME/baton/baton.yaml.")
        private @Nullable Path config;

        @Option(names = "--from", paramLabel = "ALIAS", description = "Source cluster of the flow.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "ALIAS", description = "Target cluster of the flow.")
        private @Nullable String to;

        @Option(names = "--source-bootstrap", paramLabel = "HOST:PORT,...", description = "Source, without a file.")
        private @Nullable String sourceBootstrap;

        @Option(names = "--target-bootstrap", paramLabel = "HOST:PORT,...", description = "Target, without a file.")
        private @Nullable String targetBootstrap;

        @Option(names = "--source-config", paramLabel = "FILE", description = "Kafka client.properties of the source.")
        private @Nullable Path sourceConfig;

        @Option(names = "--target-config", paramLabel = "FILE", description = "Kafka client.properties of the target.")
        private @Nullable Path targetConfig;

        private FlowRequest request() {
            return new FlowRequest(config, from, to, sourceBootstrap, targetBootstrap, sourceConfig, targetConfig);
        }
    }

    static final class TalkOptions {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                description = "table, json, yaml or csv; default table.")
        private OutputFormat output = OutputFormat.TABLE;

        @Option(
                names = "--timeout",
                paramLabel = "DURATION",
                converter = DurationConverter.class,
                description = "Deadline of each cluster, as in 500ms, 10s, 2m; default 10s.")
        private Duration timeout = DEFAULT_TIMEOUT;

        @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never; default auto.")
        private ColorMode color = ColorMode.AUTO;

        @Option(
                names = {"-q", "--quiet"},
                description = "Only errors on stderr.")
        private boolean quiet;

        @Option(
                names = {"-v", "--verbose"},
                description = "More on stderr, stack traces too; -vv for all of it.")
        private boolean[] verbose = {};

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "This help.")
        private boolean help;

        OutputFormat output() {
            return output;
        }

        Duration timeout() {
            return timeout;
        }

        ColorMode color() {
            return color;
        }

        int verbosity() {
            return quiet ? -1 : verbose.length;
        }

        boolean help() {
            return help;
        }
    }
}
