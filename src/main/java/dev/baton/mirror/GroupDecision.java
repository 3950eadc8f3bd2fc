package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
        List<Commit> commits = new ArrayList<>();
        List<Commit> foreign = new ArrayList<>();
        List<Commit> intended = new ArrayList<>();
        for (Commit wanted : snapshot.intended()) {
            CommittedOffset there = onTarget.get(partition(wanted));
            boolean isThere = there != null
                    && there.offset() == wanted.offset()
                    && there.metadata().equals(metadata(wanted));
            if (there == null || isOurs(known, partition(wanted), there)) {
                intended.add(wanted);
                if (renew || !isThere) {
                    commits.add(wanted);
                }
            } else if (there.offset() != wanted.offset()) {
                foreign.add(wanted);
            }
        }
        // Also of what is left alone this time, so that it is known for Baton's when its turn comes again.
        List<Commit> previous = new ArrayList<>();
        onTarget.forEach((partition, there) -> {
            if (isOurs(known, partition, there)) {
                previous.add(new Commit(partition.topic(), partition.partition(), there.offset(), there.metadata()));
            }
        });
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

    /** Baton never commits a leader epoch, so that one that is there tells of a consumer. */
    private static boolean isOurs(Collection<GroupSnapshot> known, TopicPartition partition, CommittedOffset there) {
        return there.leaderEpoch() == null
                && known.stream()
                        .flatMap(last -> Stream.concat(last.intended().stream(), last.previous().stream()))
                        .anyMatch(commit -> partition(commit).equals(partition)
                                && commit.offset() == there.offset()
                                && (commit.metadata() == null
                                        || commit.metadata().equals(there.metadata())));
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
        return last == null || !last.hasSameCommitsAs(snapshot) || last.exactlyOnce() != snapshot.exactlyOnce();
    }
}
