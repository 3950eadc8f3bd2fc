package dev.baton.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Baton as a person would: through the launcher, in the folder where its {@code baton.yaml} lies. */
final class BatonCommand {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path launcher;
    private final Path home;
    private int calls;

    BatonCommand(Path launcher, Path home) {
        this.launcher = launcher;
        this.home = home;
    }

    /** What a call came to. */
    record Result(String commandLine, int code, String out, String err, Duration took) {
        /** The same, or an exception that shows all of it where the exit code is none of these. */
        Result expect(Integer... codes) {
            if (!List.of(codes).contains(code)) {
                throw new IllegalStateException(
                        commandLine + " ended with exit code " + code + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    /** Runs a command to its end. */
    Result run(String... args) {
        Path out = home.resolve("baton-" + ++calls + "-" + args[0] + ".out");
        Path err = home.resolve("baton-" + calls + "-" + args[0] + ".err");
        Instant start = Instant.now();
        try {
            Process process = builder(args)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Result(
                    "baton " + String.join(" ", args),
                    ended ? process.exitValue() : -1,
                    Files.readString(out),
                    Files.readString(err),
                    Duration.between(start, Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while baton ran", e);
        }
    }

    /** Starts a command that runs until it is stopped; what it says goes to a log. */
    Process start(Path log, String... args) {
        try {
            return builder(args)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
    }
}
