package dev.baton.cli;

import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.metrics.MetricsServer;
import dev.baton.mirror.Mirror;
import dev.baton.mirror.MirrorResult;
import dev.baton.mirror.MirrorSettings;
import dev.baton.mirror.MirrorStatus;
import dev.baton.mirror.MirrorView;
import dev.baton.render.MirrorStatusView;
import dev.baton.render.OutputFormat;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a mirror stands while it works: by lines or documents, a status file, and metrics. It looks from outside and makes
 * nobody wait; what cannot be told is said once and stops nothing.
 */
final class MirrorWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWatch.class);

    private final CommandContext context;
    private final Flow flow;
    private final boolean documents;
    private final boolean quietUntilTheEnd;
    private final Duration every;
    private final @Nullable LogFile log;
    private final @Nullable StatusFile file;
    private final @Nullable MetricsServer metrics;
    private final boolean live;
    private final @Nullable Long maxRate;
    private final Runnable quit;
    private @Nullable LiveView dashboard;
    private boolean opened;
    private boolean fileFailed;
    private @Nullable MirrorView before;
    private long toldNanos = System.nanoTime();

    MirrorWatch(
            CommandContext context,
            Flow flow,
            WatchedOptions options,
            MirrorSettings settings,
            @Nullable LogFile log,
            @Nullable MetricsServer metrics,
            Runnable quit) {
        this.context = context;
        this.flow = flow;
        this.documents = context.format() != OutputFormat.TABLE;
        this.quietUntilTheEnd = documents && settings.once();
        this.live = !documents && !options.plain() && isLive(context);
        this.maxRate = settings.maxRate();
        this.quit = quit;
        this.every = options.every();
        this.log = log;
        Path path = options.file();
        this.file = path == null
                ? null
                : new StatusFile(context.environment().directory().resolve(path));
        this.metrics = metrics;
        divert();
    }

    private static boolean isLive(CommandContext context) {
        Environment environment = context.environment();
        String type = environment.variables().getOrDefault("TERM", "dumb");
        return environment.terminal() && context.verbosity() >= 0 && !type.equals("dumb");
    }

    /** Called several times a second: tells, where it is time to. */
    void look(Mirror mirror) {
        boolean drawn = live && draw(mirror);
        MirrorView earlier = before;
        if (earlier != null && System.nanoTime() - toldNanos < every.toNanos()) {
            return;
        }
        toldNanos = System.nanoTime();
        MirrorView now = mirror.view();
        before = now;
        MirrorStatus status = MirrorStatus.of(earlier == null ? now : earlier, now);
        write(status);
        if (earlier != null && !quietUntilTheEnd && !drawn) {
            tell(status);
        }
    }

    // the mirror has been started before: it does not wait for the terminal
    private boolean draw(Mirror mirror) {
        if (!opened) {
            opened = true;
            dashboard = LiveView.open(context, maxRate, log).orElse(null);
        }
        LiveView shown = dashboard;
        if (shown == null) {
            return false;
        }
        if (!shown.draw(mirror.view())) {
            endDashboard();
            return false;
        }
        if (shown.isQuit()) {
            quit.run();
        }
        return true;
    }

    private void endDashboard() {
        LiveView shown = dashboard;
        dashboard = null;
        if (shown != null) {
            shown.close();
        }
        divert();
    }

    private void divert() {
        LogFile to = log;
        if (to != null) {
            context.environment().talk().divert(new LineStream(to::line));
        }
    }

    /** The last word. */
    void ended(MirrorResult result) {
        endDashboard();
        MirrorStatus status = MirrorStatus.ended(result, context.clock().instant());
        write(status);
        if (log != null) {
            LOG.info("{}", MirrorStatusView.line(status));
        }
        context.environment().talk().restore();
        result.faults()
                .forEach(fault ->
                        context.say("stopped: " + fault.topic() + "-" + fault.partition() + ": " + fault.reason()));
        result.troubles().forEach(trouble -> context.say("not done: " + trouble));
        if (result.cutShort()) {
            context.say("interrupted: what the source had at the start is not all mirrored");
        }
        if (documents) {
            context.streaming().print(new MirrorStatusView(), flow, status);
        } else {
            context.say(MirrorStatusView.line(status));
        }
    }

    private void tell(MirrorStatus status) {
        if (documents) {
            context.streaming().print(new MirrorStatusView(), flow, status);
        } else if (log != null) {
            LOG.info("{}", MirrorStatusView.line(status));
        } else {
            context.say(MirrorStatusView.line(status));
        }
    }

    private void write(MirrorStatus status) {
        if (file == null) {
            return;
        }
        try {
            file.write(flow.config().from(), flow.config().to(), status);
            fileFailed = false;
        } catch (BatonException e) {
            if (!fileFailed) {
                LOG.warn("{}", e.getMessage());
            }
            fileFailed = true;
        }
    }

    @Override
    public void close() {
        endDashboard();
        if (metrics != null) {
            metrics.close();
        }
        context.environment().talk().restore();
        if (log != null) {
            log.close();
        }
    }
}
