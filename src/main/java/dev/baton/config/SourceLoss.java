package dev.baton.config;

/** What becomes of a partition of which the source deleted records before they were mirrored. */
public enum SourceLoss {
    /** It stops, and says so. */
    STOP,
    /** The lost offsets are recorded, and it goes on behind them. */
    CONTINUE
}
