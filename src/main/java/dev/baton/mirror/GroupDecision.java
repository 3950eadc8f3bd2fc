package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.PartitionMap;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is to be committed on the target for one group. Pure. A commit of the target is written over only where it is absent
 * or what Baton itself put there; anything else is progress of somebody who runs there, also where it is at the same offset.
 *
 * @param snapshot what is to be recorded first
 * @param commits what is to be committed then
 * @param foreign what is not to be committed, because the target has something else there that is not Baton's
 */
record GroupDecision(GroupSnapshot snapshot, List<Commit> commits, List<Commit> foreign) {
    /**
     * Decides.
     *
     * @param snapshot the group's commits on the source, and what they translate to
     * @param known what Baton intended before: this process, and whoever wrote to the snapshot topic last; none where it never
     *     did
     * @param onTarget the group's commits there
     * @param renew whether to commit also what is there already, so that it does not expire
     */
    static GroupDecision of(
            GroupSnapshot snapshot,
            Collection<GroupSnapshot> known,
            Map<TopicPartition, CommittedOffset> onTarget,
            boolean renew) {
        OwnCommits own = new OwnCommits(known);
        List<Commit> commits = new ArrayList<>();
        List<Commit> foreign = new ArrayList<>();
        List<Commit> intended = new ArrayList<>();
        for (Commit wanted : snapshot.intended()) {
            CommittedOffset there = onTarget.get(partition(wanted));
            boolean isThere = there != null
                    && there.offset() == wanted.offset()
                    && there.metadata().equals(metadata(wanted));
            if (there == null || own.include(partition(wanted), there)) {
                intended.add(wanted);
                if (renew || !isThere) {
                    commits.add(wanted);
                }
            } else if (there.offset() != wanted.offset()) {
                foreign.add(wanted);
            }
        }
        // also of what is left alone this time, so that it is known for Baton's when its turn comes again
        Set<TopicPartition> partitions = PartitionMap.newSet(onTarget.keySet());
        snapshot.intended().forEach(wanted -> partitions.add(partition(wanted)));
        List<Commit> previous = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            CommittedOffset there = onTarget.get(partition);
            if (there == null || own.include(partition, there)) {
                previous.addAll(own.possible(partition, there));
            }
        }
        return new GroupDecision(
                new GroupSnapshot(
                        snapshot.group(),
                        snapshot.asOf(),
                        snapshot.commits(),
                        intended,
                        previous,
                        snapshot.exactlyOnce(),
                        snapshot.targetTopicIds()),
                commits,
                foreign);
    }

    private static String metadata(Commit commit) {
        String metadata = commit.metadata();
        return metadata == null ? "" : metadata;
    }

    private static TopicPartition partition(Commit commit) {
        return new TopicPartition(commit.topic(), commit.partition());
    }

    /** What is to be committed, as a cluster takes it. */
    Map<TopicPartition, CommittedOffset> offsets() {
        return commits.stream()
                .collect(Collectors.toMap(
                        GroupDecision::partition, commit -> CommittedOffset.of(commit.offset(), metadata(commit))));
    }

    /** Whether the snapshot says anything that the last one did not. */
    boolean isNews(@Nullable GroupSnapshot last) {
        return last == null
                || !last.hasSameCommitsAs(snapshot)
                || last.exactlyOnce() != snapshot.exactlyOnce()
                || !Stream.concat(last.intended().stream(), last.previous().stream())
                        .collect(Collectors.toSet())
                        .containsAll(snapshot.previous());
    }
}
