package dev.baton.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one group as last seen on the source, and what Baton put on the target for them. Written before the
 * commit on the target, so that a kill in between is recognised.
 *
 * @param asOf when the commits were read
 * @param commits on the source, in the source's terms
 * @param intended what Baton committed or is about to commit on the target, in the target's terms
 * @param previous what Baton had committed there before, or may have: what the target still has where Baton was killed in
 *     between, or where the topic was made anew since, and may yet show where nobody told what became of a commit
 * @param exactlyOnce whether it is a Streams application that commits in transactions, as far as the source told
 * @param targetTopicIds ids of the topics that {@code intended} is meant for, by their names on the target; null where they
 *     were not recorded
 */
public record GroupSnapshot(
        String group,
        Instant asOf,
        List<Commit> commits,
        List<Commit> intended,
        List<Commit> previous,
        boolean exactlyOnce,
        @Nullable Map<String, String> targetTopicIds)
        implements StateRecord {
    public GroupSnapshot {
        commits = List.copyOf(commits);
        intended = List.copyOf(intended);
        previous = List.copyOf(previous);
        targetTopicIds = targetTopicIds == null ? null : Map.copyOf(targetTopicIds);
    }

    /** A first snapshot: nothing of Baton's was on the target before. */
    public GroupSnapshot(String group, Instant asOf, List<Commit> commits, List<Commit> intended) {
        this(group, asOf, commits, intended, List.of(), false, null);
    }

    /** Whether two snapshots hold the same commits on both sides, whatever came before. */
    public boolean hasSameCommitsAs(GroupSnapshot other) {
        return commits.equals(other.commits)
                && intended.equals(other.intended)
                && Objects.equals(targetTopicIds, other.targetTopicIds);
    }

    /** Whether what is intended for a topic is meant for the one with that id, as far as that was recorded. */
    public boolean isMeantFor(String targetTopic, String targetTopicId) {
        String recorded = targetTopicIds == null ? null : targetTopicIds.get(targetTopic);
        return recorded == null || recorded.equals(targetTopicId);
    }

    /** One committed offset: the next record to read. */
    public record Commit(
            String topic,
            int partition,
            long offset,
            @Nullable String metadata) {}
}
