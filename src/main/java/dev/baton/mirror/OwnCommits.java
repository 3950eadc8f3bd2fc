package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.PartitionMap;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one group on the target that are Baton's, as recorded before they were made. Whether one was made is not known
 * where nobody answered: it may be in the log of the coordinator and show only when its replicas are back, after others that
 * were tried since. Pure.
 */
final class OwnCommits {
    /** Those of a partition that may yet show: more are tried in a row only where the group is refused again and again. */
    private static final int MOST_A_PARTITION = 8;

    /** For each snapshot its commits, the newest first. */
    private final Map<TopicPartition, List<List<Commit>>> recorded = new PartitionMap<>();

    OwnCommits(Collection<GroupSnapshot> snapshots) {
        for (GroupSnapshot snapshot : snapshots) {
            Map<TopicPartition, List<Commit>> commits = new PartitionMap<>();
            Stream.concat(snapshot.intended().stream(), snapshot.previous().stream())
                    .forEach(commit -> commits.computeIfAbsent(
                                    new TopicPartition(commit.topic(), commit.partition()), p -> new ArrayList<>())
                            .add(commit));
            commits.forEach((partition, some) ->
                    recorded.computeIfAbsent(partition, p -> new ArrayList<>()).add(some));
        }
    }

    /** Whether what the target has is Baton's, which never commits a leader epoch: one that is there tells of a consumer. */
    boolean include(TopicPartition partition, CommittedOffset there) {
        return of(partition).stream().flatMap(List::stream).anyMatch(commit -> is(commit, there));
    }

    /**
     * Those that the target may show from now on if nothing else is committed, the newest first.
     *
     * @param there what of Baton's it shows now; where that is the newest of them, those before it are gone for good
     */
    List<Commit> possible(TopicPartition partition, @Nullable CommittedOffset there) {
        Set<Commit> possible = new LinkedHashSet<>();
        for (List<Commit> commits : of(partition)) {
            if (there == null || !is(commits.get(0), there)) {
                possible.addAll(commits);
            }
        }
        if (there == null) {
            return possible.stream().limit(MOST_A_PARTITION).toList();
        }
        Commit shown = new Commit(partition.topic(), partition.partition(), there.offset(), there.metadata());
        return Stream.concat(
                        possible.stream().filter(commit -> !is(commit, there)).limit(MOST_A_PARTITION - 1),
                        Stream.of(shown))
                .toList();
    }

    private List<List<Commit>> of(TopicPartition partition) {
        return recorded.getOrDefault(partition, List.of());
    }

    private static boolean is(Commit commit, CommittedOffset there) {
        return there.leaderEpoch() == null
                && commit.offset() == there.offset()
                && (commit.metadata() == null || commit.metadata().equals(there.metadata()));
    }
}
