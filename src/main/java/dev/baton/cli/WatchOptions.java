package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option to look again and again. */
final class WatchOptions {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Look again and again, this long after each look, as in 2s, until interrupted.")
    private @Nullable Duration every;

    /** Looks once, or until interrupted; a cluster that does not answer for a while is said and asked again. */
    ExitCode run(CommandContext context, Function<CommandContext, ExitCode> look) {
        Duration pause = every;
        if (pause == null) {
            return look.apply(context);
        }
        while (true) {
            lookAgain(context, look);
            Pause.take(pause);
        }
    }

    private static void lookAgain(CommandContext context, Function<CommandContext, ExitCode> look) {
        if (context.environment().terminal()) {
            context.out().print(CLEAR);
        }
        try {
            var unused = look.apply(context.streaming());
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE && e.kind() != FailureKind.INCOMPLETE) {
                throw e;
            }
            context.fail(e);
        }
    }
}
