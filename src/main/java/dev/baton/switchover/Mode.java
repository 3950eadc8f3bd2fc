package dev.baton.switchover;

/** Why groups are switched. */
public enum Mode {
    /** The source is gone, or to be taken as gone: no waiting for it. */
    FAILOVER,
    /** The source lives: its groups are stopped and the mirror drained first, so that nothing is lost or read again. */
    PLANNED
}
