package dev.baton;

import dev.baton.cli.BatonCli;
import dev.baton.cli.Environment;
import dev.baton.cli.ExitCode;
import dev.baton.cli.TalkStream;
import dev.baton.terminal.Screen;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program; the only place that ends the process. */
public final class Baton {
    /** How long a command may take to end in good order after Ctrl-C or SIGTERM. */
    private static final long GRACE_SECONDS = 30;

    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static volatile ExitCode result = ExitCode.INTERRUPTED;

    private Baton() {}

    public static void main(String[] args) {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main), "stop"));
        ArchivedClasses.loadWhereAsked();
        result = new BatonCli(environment()).run(args);
        FINISHED.countDown();
        System.exit(result.code());
    }

    /**
     * Runs when the process is told to end: interrupts the command, lets it come to its own end and exits with its code.
     * After a normal end there is nothing left to do.
     */
    private static void stop(Thread main) {
        if (FINISHED.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            FINISHED.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(result.code());
    }

    private static Environment environment() {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        TalkStream talk = new TalkStream(System.err);
        System.setErr(new PrintStream(talk, true, StandardCharsets.UTF_8));
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Screen screen = Screen.ofThisProcess();
        return new Environment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                out,
                err,
                talk,
                screen.terminal(),
                screen.columns(),
                Clock.systemUTC());
    }
}
