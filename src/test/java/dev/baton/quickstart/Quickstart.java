package dev.baton.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The quickstart: mirrors a busy cluster, kills it, fails over with Baton, and proves with a ledger that no record was lost or
 * run twice. Exit code 0 only where the ledger holds.
 */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String... args) {
        PrintStream out = new PrintStream(System.out, true);
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(options, new Screen(out)) ? 0 : 1);
    }

    private static boolean run(Options options, Screen screen) {
        logTo(options.home());
        boolean holds = false;
        try {
            holds = new Play(options, screen).run();
        } catch (Exception e) {
            screen.plain("");
            screen.plain("  FAILED: " + e.getMessage());
            write(options.home().resolve("failure.txt"), e);
        }
        if (!holds) {
            screen.plain("  Logs and data of this run: " + options.home());
        } else if (!options.keep()) {
            deleteTree(options.home());
        }
        return holds;
    }

    /** Before the first class that logs is loaded: Kafka's clients say a lot when a cluster dies. */
    private static void logTo(Path home) {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(
                "org.slf4j.simpleLogger.logFile", home.resolve("quickstart.log").toString());
    }

    private static void write(Path file, Exception e) {
        try (PrintStream out = new PrintStream(file.toFile())) {
            e.printStackTrace(out);
        } catch (IOException unwritable) {
            e.printStackTrace();
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
