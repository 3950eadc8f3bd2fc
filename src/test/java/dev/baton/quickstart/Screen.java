package dev.baton.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Tells the person in front of it what happens, each line with the seconds since the start. */
final class Screen {
    private final PrintStream out;
    private final Instant start = Instant.now();

    Screen(PrintStream out) {
        this.out = out;
    }

    void say(String format, Object... values) {
        out.printf("[%3d s] %s%n", elapsed().toSeconds(), String.format(format, values));
    }

    /** A command that was run, and what it printed. */
    void show(BatonCommand.Result result) {
        out.println();
        out.printf("  $ %s%n", result.commandLine());
        result.out().lines().forEach(line -> out.println("  " + line));
        result.err().lines().forEach(line -> out.println("  " + line));
        out.printf("  (exit %d after %.1f s)%n%n", result.code(), result.took().toMillis() / 1000.0);
    }

    void plain(String text) {
        out.println(text);
    }

    Duration elapsed() {
        return Duration.between(start, Instant.now());
    }
}
