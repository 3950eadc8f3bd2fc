package dev.baton.quickstart;

import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * How the quickstart was asked to run.
 *
 * @param seconds how long the mirror runs under load before the active cluster is killed
 * @param keep whether the clusters stay up
 * @param launcher the script that starts Baton
 * @param home where data and logs of this run go
 */
record Options(int seconds, boolean keep, Path launcher, Path home) {
    static final String USAGE = """
            Usage: scripts/quickstart [--seconds N] [--keep]
              --seconds N  how long Baton mirrors under load before the active cluster is killed; 5 to 600, default 20
              --keep       leave the clusters up at the end, and say where they are
            """;
    private static final int DEFAULT_SECONDS = 20;

    /** Reads the command line; the launcher and the folder for runs come from the script, as system properties. */
    static Options parse(String... args) {
        int seconds = DEFAULT_SECONDS;
        boolean keep = false;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--keep")) {
                keep = true;
            } else if (args[i].equals("--seconds") && i + 1 < args.length) {
                seconds = seconds(args[++i]);
            } else {
                throw new IllegalArgumentException("unknown argument " + args[i]);
            }
        }
        String run = "run-" + DateTimeFormatter.ofPattern("HHmmss").format(LocalTime.now());
        Path runs = Path.of(System.getProperty("quickstart.runs", "target/quickstart"));
        Path launcher = Path.of(System.getProperty("quickstart.launcher", "scripts/baton"));
        return new Options(
                seconds, keep, launcher.toAbsolutePath(), runs.resolve(run).toAbsolutePath());
    }

    private static int seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= 5 && seconds <= 600) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--seconds takes a number, not " + text, e);
        }
        throw new IllegalArgumentException("--seconds takes 5 to 600, not " + text);
    }
}
