package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Baton as an operator runs it: a process of its own, from the runnable jar where it has been built (system property
 * {@code baton.jar}), else from the compiled classes.
 *
 * <pre>{@code
 * BatonProcess.Result result = BatonProcess.run("inspect", "status", "-c", file.toString());
 * try (BatonProcess mirror = BatonProcess.start("mirror", "-c", file.toString())) {
 *     mirror.kill();
 * }
 * }</pre>
 */
public final class BatonProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Process process;
    private final Path directory;
    private final long startedAt = System.nanoTime();

    private BatonProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** What a finished run left behind. */
    public record Result(List<String> arguments, int exitCode, String out, String err, Duration took) {}

    /** Runs Baton to its end. */
    public static Result run(String... arguments) {
        return run(Map.of(), "", arguments);
    }

    /** Runs Baton to its end with environment variables and something on its standard input. */
    public static Result run(Map<String, String> environment, String input, String... arguments) {
        try (BatonProcess baton = start(environment, input, arguments)) {
            return baton.await(List.of(arguments), LIMIT);
        }
    }

    /** Starts Baton and leaves it running. */
    public static BatonProcess start(String... arguments) {
        return start(Map.of(), "", arguments);
    }

    /** Starts Baton with environment variables and something on its standard input, and leaves it running. */
    public static BatonProcess start(Map<String, String> environment, String input, String... arguments) {
        try {
            Path directory = Files.createTempDirectory("baton-run-");
            Reaper.remove(directory);
            Path stdin = Files.writeString(directory.resolve("in"), input);
            List<String> jvm = List.of("-Dbaton.testkit.run=" + directory, "-XX:TieredStopAtLevel=1", "-Xshare:auto");
            boolean mirrors = List.of(arguments).contains("mirror");
            ProcessBuilder builder = new ProcessBuilder(command(mirrors ? jvm.subList(0, 1) : jvm, arguments))
                    .redirectInput(stdin.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Reaper.watch(process);
            return new BatonProcess(process, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What starts Baton, for a test that does so in a way of its own. */
    static List<String> command(List<String> jvmOptions, String... arguments) {
        return JavaProcess.command(jvmOptions, classPath(), "dev.baton.Baton", List.of(arguments));
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** How long ago it was started. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to standard output so far. */
    public String out() {
        return read("out");
    }

    /** What it has written to standard error so far. */
    public String err() {
        return read("err");
    }

    /** Waits until a line of standard error has such a part. */
    public void awaitSaying(Pattern words, Duration atMost) {
        Awaitility.await("saying " + words)
                .atMost(atMost)
                .untilAsserted(() -> assertThat(err()).containsPattern(words));
    }

    /** SIGKILL, waited for. */
    public void kill() {
        JavaProcess.kill(process.toHandle());
    }

    /** SIGTERM, and no waiting. */
    public void terminate() {
        process.destroy();
    }

    /** SIGSTOP. */
    public void pause() {
        JavaProcess.signal(process.toHandle(), "STOP");
    }

    /** SIGCONT. */
    public void resume() {
        JavaProcess.signal(process.toHandle(), "CONT");
    }

    /** Waits for the end, and fails with all that was said where it does not come. */
    public Result await(Duration atMost) {
        return await(List.of(), atMost);
    }

    private Result await(List<String> arguments, Duration atMost) {
        if (!JavaProcess.awaitEnd(process, atMost)) {
            throw new AssertionError("baton " + String.join(" ", arguments) + " still runs after " + atMost + "\nout: "
                    + out() + "\nerr: " + err());
        }
        return new Result(arguments, process.exitValue(), out(), err(), age());
    }

    /** Kills it where it still runs. */
    @Override
    public void close() {
        kill();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar where it is as new as the classes; else the classes, since a test of yesterday's jar proves nothing. */
    private static String classPath() {
        Path jar = Path.of(System.getProperty("baton.jar", "target/baton.jar"));
        if (System.getProperty("baton.jar") != null && isNewerThan(jar, jar.resolveSibling("classes"))) {
            return jar.toString();
        }
        List<String> entries =
                new ArrayList<>(List.of(JavaProcess.testClassPath().split(File.pathSeparator)));
        entries.removeIf(entry -> entry.endsWith("test-classes"));
        return String.join(File.pathSeparator, entries);
    }

    private static boolean isNewerThan(Path jar, Path classes) {
        if (!Files.exists(jar)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            long built = Files.getLastModifiedTime(jar).toMillis();
            return files.filter(Files::isRegularFile)
                    .allMatch(file -> file.toFile().lastModified() <= built);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
