package dev.baton.cli;

import dev.baton.failure.FailureKind;
import java.util.Collection;
import java.util.List;

/** What the process ends with; a contract with scripts, printed in help, man pages and README. */
public enum ExitCode {
    /** All that was asked was done. */
    DONE(0, "done"),
    /** A bug, or a state that nobody foresaw. */
    UNEXPECTED(1, "unexpected error"),
    /** The command line or the configuration is wrong. */
    USAGE(2, "usage or configuration error"),
    /** Checks ran and say not ready, or not everything was done. */
    INCOMPLETE(3, "checks say not ready, or not everything was done"),
    /** A cluster that the command cannot do without did not answer in time. */
    UNREACHABLE(4, "a cluster that the command needs is unreachable or timed out"),
    /** A cluster refused the principal. */
    UNAUTHORISED(5, "not authorised"),
    /** A safety check refused. */
    REFUSED(6, "refused by a safety check"),
    /** Ctrl-C or SIGTERM. */
    INTERRUPTED(130, "interrupted");

    /** With several causes the first of these that is among them. */
    private static final List<ExitCode> PRECEDENCE =
            List.of(INTERRUPTED, USAGE, UNAUTHORISED, REFUSED, UNREACHABLE, INCOMPLETE, UNEXPECTED);

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** What it says, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The code of a kind of failure. */
    public static ExitCode of(FailureKind kind) {
        return switch (kind) {
            case UNEXPECTED -> UNEXPECTED;
            case USAGE -> USAGE;
            case INCOMPLETE -> INCOMPLETE;
            case UNREACHABLE -> UNREACHABLE;
            case UNAUTHORISED -> UNAUTHORISED;
            case REFUSED -> REFUSED;
            case INTERRUPTED -> INTERRUPTED;
        };
    }

    /** The one code for several causes; {@link #DONE} where there is none. */
    public static ExitCode of(Collection<FailureKind> causes) {
        List<ExitCode> codes = causes.stream().map(ExitCode::of).toList();
        return PRECEDENCE.stream().filter(codes::contains).findFirst().orElse(DONE);
    }
}
