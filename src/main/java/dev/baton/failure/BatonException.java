package dev.baton.failure;

import org.jspecify.annotations.Nullable;

/**
 * An expected failure: it names what failed, on which cluster, and what to do next. It is the only exception that crosses
 * from the core to the command line, which prints it in one line.
 */
public final class BatonException extends RuntimeException {
    private final FailureKind kind;
    private final @Nullable String remedy;

    public BatonException(FailureKind kind, String message) {
        this(kind, message, null, null);
    }

    public BatonException(FailureKind kind, String message, @Nullable String remedy) {
        this(kind, message, remedy, null);
    }

    public BatonException(FailureKind kind, String message, @Nullable String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy;
    }

    /** Decides the exit code. */
    public FailureKind kind() {
        return kind;
    }

    /** What to do next, one sentence; null where the message says it already. */
    public @Nullable String remedy() {
        return remedy;
    }

    /** What failed and what to do next, in one line. */
    public String inFull() {
        return remedy == null ? String.valueOf(getMessage()) : getMessage() + "; " + remedy;
    }

    public static BatonException usage(String message) {
        return new BatonException(FailureKind.USAGE, message);
    }

    public static BatonException refused(String message, String remedy) {
        return new BatonException(FailureKind.REFUSED, message, remedy);
    }
}
