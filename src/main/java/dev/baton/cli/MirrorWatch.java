package dev.baton.cli;

import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.metrics.MetricsServer;
import dev.baton.mirror.Mirror;
import dev.baton.mirror.MirrorResult;
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
    private boolean fileFailed;
    private @Nullable MirrorView before;
    private long toldNanos = System.nanoTime();

    MirrorWatch(
            CommandContext context,
            Flow flow,
            WatchedOptions options,
            boolean once,
            @Nullable LogFile log,
            @Nullable MetricsServer metrics) {
        this.context = context;
        this.flow = flow;
        this.documents = context.format() != OutputFormat.TABLE;
        this.quietUntilTheEnd = documents && once;
        this.every = options.every();
        this.log = log;
        Path path = options.file();
        this.file = path == null
                ? null
                : new StatusFile(context.environment().directory().resolve(path));
        this.metrics = metrics;
        if (log != null) {
            context.environment().talk().divert(new LineStream(log::line));
        }
    }

    /** Called several times a second: tells, where it is time to. */
    void look(Mirror mirror) {
        MirrorView earlier = before;
        if (earlier != null && System.nanoTime() - toldNanos < every.toNanos()) {
            return;
        }
        toldNanos = System.nanoTime();
        MirrorView now = mirror.view();
        before = now;
        MirrorStatus status = MirrorStatus.of(earlier == null ? now : earlier, now);
        write(status);
        if (earlier != null && !quietUntilTheEnd) {
            tell(status);
        }
    }

    /** The last word. */
    void ended(MirrorResult result) {
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
        if (metrics != null) {
            metrics.close();
        }
        context.environment().talk().restore();
        if (log != null) {
            log.close();
        }
    }
}
