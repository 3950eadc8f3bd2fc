package dev.baton.cluster;

/** Which records of transactions a reader sees. */
public enum Isolation {
    /** Only those of committed ones, and only up to the last stable offset. */
    COMMITTED,
    /** All, up to the high watermark. */
    UNCOMMITTED;

    String configValue() {
        return this == COMMITTED ? "read_committed" : "read_uncommitted";
    }
}
