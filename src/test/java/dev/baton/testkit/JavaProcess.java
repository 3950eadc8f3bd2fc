package dev.baton.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starting Java programs as child processes, and sending them signals. */
final class JavaProcess {
    /** Quick to start, small, and fair to the other JVMs of the machine. */
    static final List<String> QUICK_JVM = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xms64m",
            "-Djava.net.preferIPv4Stack=true");

    private JavaProcess() {}

    /** The class path of the tests: Surefire starts its JVM from a jar that only points to it. */
    static String testClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    static List<String> command(List<String> jvmOptions, String classPath, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Options that send a program's log, which goes through slf4j-simple, to a file. */
    static List<String> logTo(Path file, String level) {
        return List.of(
                "-Dorg.slf4j.simpleLogger.logFile=" + file,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + level,
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    }

    /** Starts a program that reads nothing and whose output is appended to a file. */
    static Process start(List<String> command, Path output) {
        try {
            return new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program that no signal from the terminal reaches; it keeps its process number where it is put aside. */
    static Process startDetached(List<String> command, Path output) {
        boolean sessions = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "setsid")));
        List<String> detached = new ArrayList<>(List.of(sessions ? "setsid" : "nohup"));
        detached.addAll(command);
        return start(detached, output);
    }

    static void signal(ProcessHandle process, String signal) {
        var unused = run("kill", "-" + signal, Long.toString(process.pid()));
    }

    /** No file of the process may grow any more: each write that would let one is answered with an error (Linux). */
    static void forbidGrowth(ProcessHandle process) {
        if (run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=1024") != 0) {
            throw new IllegalStateException("prlimit could not limit the file size of process " + process.pid());
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** SIGKILL, waited for. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        awaitEnd(process, Duration.ofSeconds(20));
    }

    /** Waits for the end of a child, after which it has an exit code; false where it still runs after the given time. */
    static boolean awaitEnd(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the end of a process; false where it still runs after the given time. */
    static boolean awaitEnd(ProcessHandle process, Duration atMost) {
        try {
            process.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
