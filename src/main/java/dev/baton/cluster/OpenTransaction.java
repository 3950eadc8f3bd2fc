package dev.baton.cluster;

import java.time.Instant;

/**
 * A transaction of one partition that is neither committed nor aborted.
 *
 * @param start offset of its first record: the last stable offset cannot pass it
 * @param lastWritten time of its newest record
 */
public record OpenTransaction(long producerId, int epoch, long start, Instant lastWritten) {}
