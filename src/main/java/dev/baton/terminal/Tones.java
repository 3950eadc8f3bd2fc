package dev.baton.terminal;

import org.jline.utils.AttributedStyle;

/** What a colour says. */
final class Tones {
    static final AttributedStyle BAD = AttributedStyle.BOLD.foreground(AttributedStyle.RED);
    static final AttributedStyle WARN = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    static final AttributedStyle QUIET = AttributedStyle.DEFAULT.faint();

    private Tones() {}
}
