package dev.baton.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the producers of a run know of what they wrote on the active cluster.
 *
 * @param acknowledged records that the cluster promised to keep: acknowledged, and of a committed transaction if of one
 * @param aborted ids of records of transactions that were aborted, whether or not they reached the log
 * @param unresolved ids of records that were sent and never answered for: they may or may not be in the log
 */
public record Writes(List<Acknowledged> acknowledged, Set<String> aborted, Set<String> unresolved) {
    public Writes {
        acknowledged = List.copyOf(acknowledged);
        aborted = Set.copyOf(aborted);
        unresolved = Set.copyOf(unresolved);
    }

    /** A record and when its producer heard that it is kept. */
    public record Acknowledged(LogRecord record, Instant at) {}
}
