package dev.baton.cli;

import dev.baton.config.ConfigSource;
import dev.baton.config.Flow;
import dev.baton.config.FlowRequest;
import dev.baton.failure.BatonException;
import dev.baton.render.OutputFormat;
import dev.baton.render.Printer;
import dev.baton.render.View;
import dev.baton.render.Visible;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;

/** What a leaf command works with: the flow, the format, the writers, the deadline. */
public final class CommandContext {
    private final Environment environment;
    private final FlowRequest request;
    private final GlobalOptions.TalkOptions talk;
    private final OutputFormat format;
    private final boolean streaming;

    CommandContext(Environment environment, FlowRequest request, GlobalOptions.TalkOptions talk) {
        this(environment, request, talk, talk.output(), false);
    }

    private CommandContext(
            Environment environment,
            FlowRequest request,
            GlobalOptions.TalkOptions talk,
            OutputFormat format,
            boolean streaming) {
        this.environment = environment;
        this.request = request;
        this.talk = talk;
        this.format = format;
        this.streaming = streaming;
    }

    /** The same for a command that prints report after report. */
    CommandContext streaming() {
        return new CommandContext(environment, request, talk, format, true);
    }

    /** The same for a command whose output has one form only. */
    CommandContext as(OutputFormat format) {
        return new CommandContext(environment, request, talk, format, streaming);
    }

    /** The chosen flow with both clusters, from the flags or the configuration file; read anew at each call. */
    public Flow flow() {
        return configSource().flow(request);
    }

    /** The same for the command that mirrors it. */
    public Flow flowToMirror() {
        return configSource().flowToMirror(request);
    }

    /** Where the configuration comes from, for the commands that are about it. */
    public ConfigSource configSource() {
        return new ConfigSource(environment.variables(), environment.directory());
    }

    /** What the flags say about flow and configuration. */
    public FlowRequest request() {
        return request;
    }

    public OutputFormat format() {
        return format;
    }

    /** The deadline of each cluster, apart. */
    public Duration timeout() {
        return talk.timeout();
    }

    public Clock clock() {
        return environment.clock();
    }

    public Environment environment() {
        return environment;
    }

    /** How much is said on stderr: -1 for quiet, else the number of {@code -v}. */
    public int verbosity() {
        return talk.verbosity();
    }

    /** Whether what is shown is coloured. */
    public boolean color() {
        return talk.color().enabled(environment);
    }

    /** Data; only for what is no report. Reports go through {@link #print}. */
    public PrintWriter out() {
        return environment.out();
    }

    /** Prints a report in the format that the user chose. */
    public <R> void print(View<R> view, Flow flow, R report) {
        printer().print(view, flow.config().from(), flow.config().to(), report);
    }

    /** Prints a report that belongs to no flow. */
    public <R> void print(View<R> view, R report) {
        printer().print(view, null, null, report);
    }

    /** Talks on stderr, unless told to be quiet. */
    public void say(String line) {
        if (talk.verbosity() >= 0) {
            environment.err().println(Visible.of(line));
            environment.err().flush();
        }
    }

    /** Says on stderr what failed and what to do, even where told to be quiet, and gives the exit code for it. */
    public ExitCode fail(BatonException failure) {
        return new Failures(environment.err()).running(failure, talk.verbosity());
    }

    private Printer printer() {
        Printer printer = new Printer(environment.out(), format, color(), environment.columns());
        return streaming ? printer.streaming() : printer;
    }
}
