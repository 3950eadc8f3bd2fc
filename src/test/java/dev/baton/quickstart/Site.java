package dev.baton.quickstart;

/** Which of the two clusters something happened on. */
public enum Site {
    /** The cluster that producers write to, until it dies. */
    ACTIVE,
    /** The cluster that is mirrored to. */
    PASSIVE
}
