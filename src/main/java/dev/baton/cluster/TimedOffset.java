package dev.baton.cluster;

/**
 * A record found by its time.
 *
 * @param timestamp of that record, milliseconds since the epoch
 */
public record TimedOffset(long offset, long timestamp) {}
