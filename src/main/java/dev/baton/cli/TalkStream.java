package dev.baton.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard error, as the one way that all talk takes: Baton's lines, log lines, and what a library or a dying thread prints.
 * It can be turned elsewhere: into a file, or off a screen that is drawn on.
 */
public final class TalkStream extends OutputStream {
    private final OutputStream stderr;
    private volatile OutputStream now;

    public TalkStream(OutputStream stderr) {
        this.stderr = stderr;
        this.now = stderr;
    }

    /** Turns what is said from now on elsewhere. */
    void divert(OutputStream elsewhere) {
        now = elsewhere;
    }

    /** Turns it back to standard error. */
    void restore() {
        now = stderr;
    }

    @Override
    public void write(int b) throws IOException {
        now.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        now.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        now.flush();
    }
}
