package dev.baton.mirrormaker;

import java.time.Instant;

/**
 * How far MirrorMaker 2 recorded that it copied a partition.
 *
 * @param to source offset of the next record to copy
 * @param asOf when it was recorded; Connect does so once a minute
 */
public record Copied(long to, Instant asOf) {}
