package dev.baton.cli;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.Throughput;
import dev.baton.terminal.Dashboard;
import dev.baton.terminal.Messages;
import dev.baton.terminal.Scene;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The dashboard of a mirror: draws twice a second, and has what is said meanwhile shown there instead of on stderr. */
final class LiveView implements AutoCloseable {
    /** Over which throughput is averaged: a batch more or less is not to make it jump. */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final Duration FRAME = Duration.ofMillis(500);

    private final Environment environment;
    private final Dashboard dashboard;
    private final Messages messages = new Messages();
    private final @Nullable Long maxRate;
    private final Deque<MirrorView> earlier = new ArrayDeque<>();
    private long drawnNanos = System.nanoTime() - FRAME.toNanos();
    private boolean ended;

    private LiveView(Environment environment, Dashboard dashboard, @Nullable Long maxRate, @Nullable LogFile log) {
        this.environment = environment;
        this.dashboard = dashboard;
        this.maxRate = maxRate;
        Consumer<String> both = line -> {
            messages.add(line);
            if (log != null) {
                log.line(line);
            }
        };
        environment.talk().divert(new LineStream(both));
    }

    /** Takes the screen; empty where it cannot be drawn on. */
    static Optional<LiveView> open(CommandContext context, @Nullable Long maxRate, @Nullable LogFile log) {
        return Dashboard.open(context.color())
                .map(dashboard -> new LiveView(context.environment(), dashboard, maxRate, log));
    }

    /** Draws, where it is time to; false once the screen is given back. */
    boolean draw(MirrorView now) {
        if (dashboard.isClosed()) {
            return false;
        }
        if (System.nanoTime() - drawnNanos >= FRAME.toNanos()) {
            drawnNanos = System.nanoTime();
            earlier.add(now);
            while (earlier.size() > 2 && earlier.element().at().plus(WINDOW).isBefore(now.at())) {
                earlier.remove();
            }
            MirrorView before = earlier.element();
            Map<String, Throughput> topics = Throughput.byTopic(before, now);
            dashboard.draw(new Scene(now, Throughput.of(before, now), topics, maxRate, messages.all()));
        }
        return true;
    }

    /** Whether somebody pressed the key for it. */
    boolean isQuit() {
        return dashboard.isQuit();
    }

    /** Gives the screen back, and says on stderr what was said meanwhile: the screen is gone, and the messages with it. */
    @Override
    public void close() {
        dashboard.close();
        if (!ended) {
            ended = true;
            environment.talk().restore();
            messages.all().forEach(environment.err()::println);
            environment.err().flush();
        }
    }
}
