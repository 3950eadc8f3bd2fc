package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Baton in a window of tmux, on a tmux server of the test's own, and what tmux shows there. */
public final class Tmux implements AutoCloseable {
    private final TerminalRun run;

    private Tmux(TerminalRun run) {
        this.run = run;
    }

    /** Whether this machine has it. */
    public static boolean isAvailable() {
        try {
            return output(List.of("tmux", "-V")).startsWith("tmux ");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Starts Baton in a window of that size. */
    public static Tmux start(Path directory, int columns, int rows, String... arguments) {
        TerminalRun run = new TerminalRun(directory);
        Path shell = run.script(":", arguments);
        try {
            // the window is the screen alone
            Files.writeString(directory.resolve("tmux.conf"), "set -g status off\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tmux tmux = new Tmux(run);
        // a window goes with what runs there, so that something has to when Baton has ended
        String command = "trap : INT; sh '" + shell + "'; read -r over";
        tmux.ask("new-session", "-d", "-x", Integer.toString(columns), "-y", Integer.toString(rows), command);
        ProcessHandle.of(Long.parseLong(tmux.show("pid"))).ifPresent(Reaper::watch);
        return tmux;
    }

    /** The lines of the screen, each as wide as what is on it. */
    public List<String> lines() {
        return ask("capture-pane", "-p").lines().map(String::stripTrailing).toList();
    }

    /** The screen in one piece. */
    public String text() {
        return String.join("\n", lines());
    }

    /** Whether a program has the screen to itself, as editors do. */
    public boolean isFullScreen() {
        return show("alternate_on").equals("1");
    }

    public boolean showsCursor() {
        return show("cursor_flag").equals("1");
    }

    private String show(String variable) {
        return ask("display-message", "-p", "#{" + variable + "}").strip();
    }

    public void pressCtrlC() {
        ask("send-keys", "C-c");
    }

    /** As if somebody pulled at the window. */
    public void resize(int columns, int rows) {
        ask("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** Whether Baton has ended. */
    public boolean isOver() {
        return run.isOver();
    }

    /** Baton's, once it has ended. */
    public int exitCode() {
        return run.exitCode();
    }

    /** Whether the terminal was left with the settings that it had before. */
    public boolean isRestored() {
        return run.isRestored();
    }

    private String ask(String... command) {
        Path directory = run.directory();
        List<String> all = new ArrayList<>(List.of(
                "tmux",
                "-u",
                "-f",
                directory.resolve("tmux.conf").toString(),
                "-S",
                directory.resolve("tmux").toString()));
        all.addAll(List.of(command));
        return output(all);
    }

    private static String output(List<String> command) {
        try {
            Process process = TerminalRun.maker(command).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server, and with it what runs there. */
    @Override
    public void close() {
        ask("kill-server");
    }
}
