package dev.baton.failure;

/** Why a command could not do, or not do all of, what it was asked; each kind has its own exit code. */
public enum FailureKind {
    /** A bug, or a state that nobody foresaw. */
    UNEXPECTED,
    /** The command line or the configuration is wrong. */
    USAGE,
    /** Checks say not ready, or only a part was done. */
    INCOMPLETE,
    /** A cluster that the command cannot do without did not answer in time. */
    UNREACHABLE,
    /** A cluster refused the principal. */
    UNAUTHORISED,
    /** A safety check refused. */
    REFUSED,
    /** Ctrl-C or SIGTERM. */
    INTERRUPTED
}
