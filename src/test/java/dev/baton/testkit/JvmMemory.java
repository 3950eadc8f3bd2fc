package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What memory a Java process takes, in bytes: by the kernel, which Linux alone tells in a file, and by the process itself. */
public final class JvmMemory {
    /** One that was frozen while it was asked answers when it goes on. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private JvmMemory() {}

    /** What is in memory now. */
    public static OptionalLong resident(ProcessHandle process) {
        return kilobytes(process, "VmRSS:");
    }

    /** The most that ever was. */
    public static OptionalLong mostResident(ProcessHandle process) {
        return kilobytes(process, "VmHWM:");
    }

    /**
     * The objects that can be reached; to know them, the process collects garbage. Empty where it is frozen, has ended, or does
     * not answer. It must have come as far as main: before, the signal by which it is asked ends it.
     */
    public static OptionalLong live(ProcessHandle process) {
        if (status(process, "State:").filter(state -> state.startsWith("T")).isPresent()) {
            return OptionalLong.empty();
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Path histogram = Files.createTempFile("baton-histogram-", ".txt");
            try {
                Process asking = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .redirectOutput(histogram.toFile())
                        .start();
                if (!JavaProcess.awaitEnd(asking, ANSWER)) {
                    JavaProcess.kill(asking.toHandle());
                }
                return total(histogram);
            } finally {
                Files.delete(histogram);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the last line, which reads "Total", instances, bytes. */
    private static OptionalLong total(Path histogram) throws IOException {
        try (Stream<String> lines = Files.lines(histogram)) {
            return lines.filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
                    .findFirst();
        }
    }

    private static OptionalLong kilobytes(ProcessHandle process, String name) {
        return status(process, name).stream()
                .mapToLong(value -> Long.parseLong(value.replaceAll("[^0-9]", "")) * 1024)
                .findFirst();
    }

    /** One line of what the kernel says of a process; empty where it has ended, or the kernel has no such file. */
    private static Optional<String> status(ProcessHandle process, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
