package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/**
 * Baton on a terminal of its own, made by {@code script} of util-linux, and what a person would see there: a terminal emulator
 * takes what is written to it.
 */
public final class PseudoTerminal implements AutoCloseable {
    private static final String CTRL_C = "\u0003";

    private final Process script;
    private final TerminalRun run;
    private final ScreenTerminal screen;
    private final StringBuffer written = new StringBuffer();
    private final Thread reading = new Thread(this::read, "terminal");

    private PseudoTerminal(Process script, TerminalRun run, ScreenTerminal screen) {
        this.script = script;
        this.run = run;
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
        TerminalRun run = new TerminalRun(directory);
        Path shell = run.script("stty columns " + columns + " rows " + rows, arguments);
        try {
            ProcessBuilder builder = script("-q", "-c", "sh '" + shell + "'", "/dev/null");
            builder.environment().put("TERM", "xterm-256color");
            Process process = builder.start();
            Reaper.watch(process);
            PseudoTerminal terminal = new PseudoTerminal(process, run, new ScreenTerminal(columns, rows));
            terminal.reading.setDaemon(true);
            terminal.reading.start();
            return terminal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder script(String... arguments) {
        List<String> command = new ArrayList<>(List.of("script"));
        command.addAll(List.of(arguments));
        return TerminalRun.maker(command);
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
                        "stty", "-F", run.tty(), "columns", Integer.toString(columns), "rows", Integer.toString(rows))
                .inheritIO()
                .start();
        if (stty.waitFor() != 0) {
            throw new IllegalStateException("the terminal " + run.tty() + " could not be resized");
        }
    }

    /** Waits for Baton's end, and until all is read that it wrote; gives its exit code. */
    public int await(Duration atMost) throws InterruptedException {
        if (!JavaProcess.awaitEnd(script.toHandle(), atMost)) {
            throw new AssertionError("still runs after " + atMost + ":\n" + text());
        }
        reading.join(atMost.toMillis());
        return run.exitCode();
    }

    /** Whether the terminal was left with the settings that it had before. */
    public boolean isRestored() {
        return run.isRestored();
    }

    /** Takes the terminal away, which ends what runs there. */
    @Override
    public void close() {
        script.descendants().forEach(JavaProcess::kill);
        JavaProcess.kill(script.toHandle());
    }
}
