package dev.baton.mirrormaker;

import java.time.Instant;

/**
 * A heartbeat of MirrorMaker 2: written into the source, copied to the target with the data.
 *
 * @param time when it was written, by the clock of the machine that ran MirrorMaker 2
 */
public record MirrorHeartbeat(String source, String target, Instant time) {}
