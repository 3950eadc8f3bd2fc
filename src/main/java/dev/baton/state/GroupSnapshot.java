package dev.baton.state;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one group as last seen on the source, and what Baton put on the target for them. Written before the
 * commit on the target, so that a kill in between is recognised.
 *
 * @param asOf when the commits were read
 * @param commits on the source, in the source's terms
 * @param intended what Baton committed or is about to commit on the target, in the target's terms
 * @param previous what Baton had committed there before: what the target still has where Baton was killed in between
 * @param exactlyOnce whether it is a Streams application that commits in transactions, as far as the source told
 */
public record GroupSnapshot(
        String group,
        Instant asOf,
        List<Commit> commits,
        List<Commit> intended,
        List<Commit> previous,
        boolean exactlyOnce)
        implements StateRecord {
    public GroupSnapshot {
        commits = List.copyOf(commits);
        intended = List.copyOf(intended);
        previous = List.copyOf(previous);
    }

    /** A first snapshot: nothing of Baton's was on the target before. */
    public GroupSnapshot(String group, Instant asOf, List<Commit> commits, List<Commit> intended) {
        this(group, asOf, commits, intended, List.of(), false);
    }

    /** Whether two snapshots hold the same commits on both sides, whatever came before. */
    public boolean hasSameCommitsAs(GroupSnapshot other) {
        return commits.equals(other.commits) && intended.equals(other.intended);
    }

    /** One committed offset: the next record to read. */
    public record Commit(
            String topic,
            int partition,
            long offset,
            @Nullable String metadata) {}
}
