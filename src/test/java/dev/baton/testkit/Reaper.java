package dev.baton.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends child processes and removes their directories when this JVM ends, however it ends. A shutdown hook does not run where
 * the JVM is killed; so a shell waits for the end of a pipe that only this JVM holds open, and then sends SIGKILL.
 */
final class Reaper {
    /** Lines are {@code + pid}, {@code - pid} (it ended by itself) and {@code d directory}. */
    private static final String SCRIPT = "trap '' INT TERM HUP; pids=' '; nl='\n'; dirs=''; "
            + "while read -r op what; do case $op in +) pids=\"$pids$what \";; "
            + "-) pids=\"${pids%% $what *} ${pids#* $what }\";; d) dirs=\"$dirs$what$nl\";; esac; done; "
            + "for p in $pids; do kill -9 $p; done 2>/dev/null; sleep 0.2; "
            + "printf %s \"$dirs\" | while read -r d; do rm -rf \"$d\"; done";

    private static OutputStream pipe;

    private Reaper() {}

    static void watch(Process process) {
        watch(process.toHandle());
    }

    /** The same of a process that a child has started. */
    static void watch(ProcessHandle process) {
        tell("+ " + process.pid());
        var unused = process.onExit().thenRun(() -> tell("- " + process.pid()));
    }

    static void remove(Path directory) {
        tell("d " + directory);
    }

    private static synchronized void tell(String line) {
        try {
            if (pipe == null) {
                pipe = new ProcessBuilder("sh", "-c", SCRIPT)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .getOutputStream();
            }
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
