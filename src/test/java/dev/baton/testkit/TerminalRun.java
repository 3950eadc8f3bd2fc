package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Baton as a shell starts it on a terminal, and the notes that the shell takes of it in a directory. */
record TerminalRun(Path directory) {
    // a shell starts what it puts into the background with SIGINT ignored, which all below would inherit
    private static final List<String> HEEDING_CTRL_C = List.of("env", "--default-signal=INT");

    /** What makes a terminal, so that all that runs there heeds Ctrl-C. */
    static ProcessBuilder maker(List<String> command) {
        List<String> all = new ArrayList<>(HEEDING_CTRL_C);
        all.addAll(command);
        return new ProcessBuilder(all).redirectErrorStream(true);
    }

    /**
     * Writes the script for the shell.
     *
     * @param before what the shell does to the terminal at first
     */
    Path script(String before, String... arguments) {
        String command = BatonProcess.command(List.of(), arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        // the shell must outlive Ctrl-C, to tell how the terminal was left; Baton's class path may be a relative one
        String lines = """
                notes='%s'
                trap : INT
                %s
                tty > "$notes/tty"
                stty -g > "$notes/before"
                %s
                echo $? > "$notes/code"
                stty -g > "$notes/after.part"
                mv "$notes/after.part" "$notes/after"
                """.formatted(directory, before, command);
        try {
            return Files.writeString(directory.resolve("run.sh"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether Baton has ended. */
    boolean isOver() {
        return Files.exists(directory.resolve("after"));
    }

    int exitCode() {
        return Integer.parseInt(note("code"));
    }

    /** Whether the terminal was left with the settings that it had before. */
    boolean isRestored() {
        return note("before").equals(note("after"));
    }

    /** The terminal's device. */
    String tty() {
        return note("tty");
    }

    private String note(String name) {
        try {
            return Files.readString(directory.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
