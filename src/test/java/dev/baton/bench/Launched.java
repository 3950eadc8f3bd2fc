package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Baton as an operator starts it: by {@code scripts/baton}, with its archive of classes in place. */
final class Launched implements AutoCloseable {
    private static final Duration ARCHIVE = Duration.ofSeconds(60);
    private static final Path LAUNCHER = Path.of(System.getProperty("baton.launcher", "scripts/baton"));

    private final Process process;
    private final Path file;

    private Launched(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /** Starts a mirror of one topic that keeps its name, and its offsets where it can. */
    static Launched mirror(KafkaCluster east, KafkaCluster west, String topic) throws IOException {
        return mirror(east, "{bootstrap.servers: \"" + west.bootstrap() + "\"}", topic, "auto");
    }

    /**
     * @param west the target as a configuration says it, on one line
     * @param offsets of the flow
     */
    static Launched mirror(KafkaCluster east, String west, String topic, String offsets) throws IOException {
        Path file = Files.createTempFile("baton-bench-", ".yaml");
        Files.writeString(file, """
            clusters:
              east: {bootstrap.servers: "%s"}
              west: %s
            flows:
              - from: east
                to: west
                topics: "%s"
                replication.policy: identity
                offsets: %s
            """.formatted(east.bootstrap(), west, topic, offsets));
        return new Launched(
                launcher("mirror", "-c", file.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                file);
    }

    /** A command that came to its end. */
    record Ran(int exitCode, String out, String err, double seconds) {}

    /** Runs a command to its end. */
    static Ran run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                launcher(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        int exitCode = builder.start().waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Ran(exitCode, Files.readString(out), Files.readString(err), seconds);
    }

    /** Lets the launcher make its archive of classes, which is the first command's work, and waits for it. */
    static void prepare() throws IOException, InterruptedException {
        if (launcher("--version").start().waitFor() != 0) {
            throw new IllegalStateException(LAUNCHER + " --version failed");
        }
        Path cache = cache().resolve("baton");
        long deadline = System.nanoTime() + ARCHIVE.toNanos();
        while (isBeingMade(cache) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static boolean isBeingMade(Path cache) throws IOException {
        try (var files = Files.list(cache)) {
            return files.anyMatch(each -> each.toString().endsWith(".lock"));
        }
    }

    private static Path cache() {
        String set = System.getenv("XDG_CACHE_HOME");
        return set == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(set);
    }

    static ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(file);
    }
}
