package dev.baton.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a mirror is watched while it works. */
final class WatchedOptions {
    @ArgGroup(validate = false, heading = "%nWatching it:%n")
    private Watched watched = new Watched();

    static final class Watched {
        @Option(
                names = "--plain",
                description =
                        "Lines instead of the live dashboard, in a terminal, too. The dashboard is shown where stdout"
                                + " is a terminal (but not TERM=dumb), with -o table and without --quiet; q or Ctrl-C ends"
                                + " the mirror, s sorts, up and down scroll, Ctrl-L draws it anew.")
        private boolean plain;

        @Option(
                names = "--status-every",
                paramLabel = "DURATION",
                converter = DurationConverter.class,
                description =
                        "Without a dashboard, say how it stands so often, in one line on stderr or, with -o json, yaml"
                                + " or csv, as a document on stdout; default 10s. With --once only the last document is"
                                + " printed.")
        private Duration every = Duration.ofSeconds(10);

        @Option(
                names = "--status-file",
                paramLabel = "FILE",
                description =
                        "Keep the newest such document here, as one line of JSON, replaced at once: for a job of cron"
                                + " that nobody scrapes. Its field at says of when it is; state is ended in the last one.")
        private @Nullable Path file;

        @Option(
                names = "--metrics-port",
                paramLabel = "PORT",
                description = "Serve metrics to Prometheus on this port, under /metrics.")
        private @Nullable Integer metricsPort;

        @Option(
                names = "--metrics-host",
                paramLabel = "HOST",
                description =
                        "Address to serve metrics on; default 127.0.0.1, which only this machine reaches; 0.0.0.0 for"
                                + " all.")
        private String metricsHost = "127.0.0.1";
    }

    boolean plain() {
        return watched.plain;
    }

    Duration every() {
        return watched.every;
    }

    @Nullable
    Path file() {
        return watched.file;
    }

    @Nullable
    Integer metricsPort() {
        return watched.metricsPort;
    }

    String metricsHost() {
        return watched.metricsHost;
    }
}
