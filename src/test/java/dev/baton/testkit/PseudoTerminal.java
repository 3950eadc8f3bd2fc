package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/**
 * Baton on a terminal of its own, made by {@code script} of util-linux, and what a person would see there: a terminal emulator
 * takes what is written to it.
 */
public final class PseudoTerminal implements AutoCloseable {
    private static final String CTRL_C = "\u0003";

    // a shell starts what it puts into the background with SIGINT ignored, which all below would inherit
    private static final List<String> SCRIPT = List.of("env", "--default-signal=INT", "script");

    private final Process script;
    private final Path directory;
    private final ScreenTerminal screen;
    private final StringBuffer written = new StringBuffer();
    private final Thread reading = new Thread(this::read, "terminal");

    private PseudoTerminal(Process script, Path directory, ScreenTerminal screen) {
        this.script = script;
        this.directory = directory;
        this.screen = screen;
    }

    /** Whether this machine can make one. */
    public static boolean isAvailable() {
        try {
            Process asked = script("--version").start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("util-linux");
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts Baton on a terminal of that size. */
    public static PseudoTerminal start(Path directory, int columns, int rows, String... arguments) {
        String command = BatonProcess.command(List.of(), arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        // the shell must outlive Ctrl-C, to tell how the terminal was left; Baton's class path may be a relative one
        String lines = """
                notes='%s'
                trap : INT
                stty columns %d rows %d
                tty > "$notes/tty"
                stty -g > "$notes/before"
                %s
                echo $? > "$notes/code"
                stty -g > "$notes/after"
                """.formatted(directory, columns, rows, command);
        try {
            Path run = Files.writeString(directory.resolve("run.sh"), lines);
            ProcessBuilder builder = script("-q", "-c", "sh '" + run + "'", "/dev/null");
            builder.environment().put("TERM", "xterm-256color");
            Process process = builder.start();
            Reaper.watch(process);
            PseudoTerminal terminal = new PseudoTerminal(process, directory, new ScreenTerminal(columns, rows));
            terminal.reading.setDaemon(true);
            terminal.reading.start();
            return terminal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder script(String... arguments) {
        List<String> command = new ArrayList<>(SCRIPT);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private void read() {
        char[] some = new char[4096];
        try (Reader reader = new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8)) {
            for (int read = reader.read(some); read >= 0; read = reader.read(some)) {
                String text = new String(some, 0, read);
                written.append(text);
                screen.write(text);
            }
        } catch (IOException e) {
            written.append(e);
        }
    }

    /** The lines of the screen, each as wide as what is on it. */
    public List<String> lines() {
        return screen.toString().lines().map(String::stripTrailing).toList();
    }

    /** The screen in one piece. */
    public String text() {
        return String.join("\n", lines());
    }

    /** All that was ever written to the terminal, control sequences included. */
    public String written() {
        return written.toString();
    }

    /** As if somebody pressed these keys. */
    public void type(String keys) {
        try {
            OutputStream keyboard = script.getOutputStream();
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void pressCtrlC() {
        type(CTRL_C);
    }

    /** As if somebody pulled at the window. */
    public void resize(int columns, int rows) throws InterruptedException, IOException {
        screen.setSize(Size.of(columns, rows));
        Process stty = new ProcessBuilder(
                        "stty", "-F", file("tty"), "columns", Integer.toString(columns), "rows", Integer.toString(rows))
                .inheritIO()
                .start();
        if (stty.waitFor() != 0) {
            throw new IllegalStateException("the terminal " + file("tty") + " could not be resized");
        }
    }

    /** Waits for Baton's end; gives its exit code. */
    public int await(Duration atMost) {
        if (!JavaProcess.awaitEnd(script.toHandle(), atMost)) {
            throw new AssertionError("still runs after " + atMost + ":\n" + text());
        }
        awaitAllRead(atMost);
        return Integer.parseInt(file("code"));
    }

    // what a process wrote last may be read after its end
    private void awaitAllRead(Duration atMost) {
        try {
            reading.join(atMost.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the terminal was left with the settings that it had before. */
    public boolean isRestored() {
        return file("before").equals(file("after"));
    }

    private String file(String name) {
        try {
            return Files.readString(directory.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the terminal away, which ends what runs there. */
    @Override
    public void close() {
        script.descendants().forEach(JavaProcess::kill);
        JavaProcess.kill(script.toHandle());
    }
}
