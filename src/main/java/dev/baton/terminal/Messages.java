package dev.baton.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What is said while a dashboard has the screen: the newest lines are kept. Thread-safe. */
public final class Messages {
    private static final int MOST = 200;

    private final Deque<String> lines = new ArrayDeque<>();

    /** Keeps a line, and drops the oldest where there are many. */
    public synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        lines.add(line);
        if (lines.size() > MOST) {
            lines.remove();
        }
    }

    /** All that are kept, the newest last. */
    public synchronized List<String> all() {
        return List.copyOf(lines);
    }
}
