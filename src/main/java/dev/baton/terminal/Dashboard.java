package dev.baton.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * The screen while a mirror is shown live. Takes the whole screen and gives it back as it was on every way out, that of a
 * signal included. Ctrl-C stays the signal that it is; Ctrl-Z is switched off, since it would freeze the mirror. Its size is
 * asked for at every drawing, so that a resize needs no signal. Used by one thread, {@link #close} apart.
 */
public final class Dashboard implements AutoCloseable {
    private static final int ESCAPE = 27;
    private static final int CTRL_L = 12;
    private static final int KEY_MILLIS = 20;
    private static final int PAGE = 10;

    private final Terminal terminal;
    private final Display display;
    private final boolean color;
    private final Attributes before;
    private final AtExit atExit;
    private Size size = Size.of(0, 0);
    private Order order = Order.BEHIND;
    private int scroll;
    private boolean quit;
    private boolean closed;

    /** Takes the screen of a terminal. */
    Dashboard(Terminal terminal, boolean color) {
        this(terminal, color, new AtExit());
    }

    private Dashboard(Terminal terminal, boolean color, AtExit atExit) {
        this.terminal = terminal;
        this.atExit = atExit;
        this.color = color;
        this.display = new Display(terminal, true);
        this.before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, true);
        raw.setControlChar(ControlChar.VSUSP, 0);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
        atExit.dashboard = this;
    }

    /**
     * What is to be done where the process ends without {@link #close}. The terminal library closes its terminal then, after
     * which nothing can be written to it; it does such things one after the other, in the order in which they were added.
     */
    private static final class AtExit implements ShutdownHooks.Task {
        private volatile @Nullable Dashboard dashboard;

        @Override
        public void run() {
            Dashboard taken = dashboard;
            if (taken != null) {
                taken.giveBack();
            }
        }
    }

    /** Takes the screen of this process; empty where its terminal cannot be drawn on. */
    public static Optional<Dashboard> open(boolean color) {
        AtExit atExit = ShutdownHooks.add(new AtExit());
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(false)
                    .nativeSignals(false)
                    .build();
            return Optional.of(new Dashboard(terminal, color, atExit));
        } catch (IOException | IllegalStateException e) {
            ShutdownHooks.remove(atExit);
            return Optional.empty();
        }
    }

    /** Draws the scene, after the keys that were pressed since the last one. */
    public synchronized void draw(Scene scene) {
        if (closed) {
            return;
        }
        keys(scene);
        Size now = terminal.getSize();
        if (now.getColumns() <= 0 || now.getRows() <= 0) {
            now = Size.of(80, 24);
        }
        if (!now.equals(size)) {
            size = now;
            display.resize(size);
            display.clear();
        }
        // the last column stays free: terminals differ in what they do with a cursor behind it
        List<AttributedString> lines =
                new DashboardPage(scene, size.getColumns() - 1, size.getRows(), order, scroll).lines();
        display.update(color ? lines : plain(lines), 0);
        terminal.flush();
    }

    private static List<AttributedString> plain(List<AttributedString> lines) {
        return lines.stream().map(line -> new AttributedString(line.toString())).toList();
    }

    // ---- keys

    /** Whether somebody asked for the end. */
    public synchronized boolean isQuit() {
        return quit;
    }

    private void keys(Scene scene) {
        try {
            NonBlockingReader keys = terminal.reader();
            for (int key = keys.read(1); key >= 0; key = keys.read(1)) {
                pressed(key == ESCAPE ? arrow(keys) : key, scene);
            }
        } catch (IOException e) {
            // a terminal that went away sends SIGHUP; until then there are no keys
            quit = false;
        }
    }

    private static int arrow(NonBlockingReader keys) throws IOException {
        int next = keys.read(KEY_MILLIS);
        if (next != '[' && next != 'O') {
            return 0;
        }
        return switch (keys.read(KEY_MILLIS)) {
            case 'A' -> 'k';
            case 'B' -> 'j';
            case '5' -> 'b';
            case '6' -> 'f';
            default -> 0;
        };
    }

    private void pressed(int key, Scene scene) {
        switch (key) {
            case 'q', 'Q' -> quit = true;
            case 's' -> order = order.next();
            case 'k' -> scroll = Math.max(0, scroll - 1);
            case 'j' -> scroll = Math.min(DashboardPage.mostScroll(scene), scroll + 1);
            case 'b' -> scroll = Math.max(0, scroll - PAGE);
            case 'f', ' ' -> scroll = Math.min(DashboardPage.mostScroll(scene), scroll + PAGE);
            case CTRL_L -> size = Size.of(0, 0);
            default -> {}
        }
    }

    // ---- the end

    /** Whether the screen was given back, by whomever. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Gives the screen back as it was. */
    @Override
    public void close() {
        giveBack();
        // both wait for what is done at exit, which waits for no one but giveBack
        ShutdownHooks.remove(atExit);
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void giveBack() {
        if (closed) {
            return;
        }
        closed = true;
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_normal);
        terminal.flush();
        terminal.setAttributes(before);
    }
}
