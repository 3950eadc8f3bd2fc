package dev.baton.mirror;

import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is to be committed on the target for one group. Pure. A commit of the target is written over only where it is absent
 * or what Baton itself put there; anything else is progress of somebody who runs there.
 *
 * @param snapshot what is to be recorded first
 * @param commits what is to be committed then
 * @param foreign partitions of the target with commits that are not Baton's
 */
record GroupDecision(GroupSnapshot snapshot, List<Commit> commits, List<Commit> foreign) {
    /**
     * Decides.
     *
     * @param snapshot the group's commits on the source, and what they translate to
     * @param last what Baton intended before; null where it never did
     * @param onTarget the group's commits there
     */
    static GroupDecision of(GroupSnapshot snapshot, @Nullable GroupSnapshot last, Map<TopicPartition, Long> onTarget) {
        List<Commit> commits = new ArrayList<>();
        List<Commit> foreign = new ArrayList<>();
        List<Commit> intended = new ArrayList<>();
        List<Commit> previous = new ArrayList<>();
        for (Commit wanted : snapshot.intended()) {
            Long there = onTarget.get(partition(wanted));
            if (there == null) {
                intended.add(wanted);
                commits.add(wanted);
            } else if (there == wanted.offset()) {
                intended.add(wanted);
                previous.add(wanted);
            } else if (isOurs(last, wanted, there)) {
                intended.add(wanted);
                commits.add(wanted);
                previous.add(new Commit(wanted.topic(), wanted.partition(), there, null));
            } else {
                foreign.add(wanted);
            }
        }
        return new GroupDecision(
                new GroupSnapshot(snapshot.group(), snapshot.asOf(), snapshot.commits(), intended, previous),
                commits,
                foreign);
    }

    private static boolean isOurs(@Nullable GroupSnapshot last, Commit wanted, long there) {
        return last != null
                && Stream.concat(last.intended().stream(), last.previous().stream())
                        .anyMatch(commit -> partition(commit).equals(partition(wanted)) && commit.offset() == there);
    }

    private static TopicPartition partition(Commit commit) {
        return new TopicPartition(commit.topic(), commit.partition());
    }

    /** Whether the snapshot says anything that the last one did not. */
    boolean isNews(@Nullable GroupSnapshot last) {
        return last == null
                || !last.commits().equals(snapshot.commits())
                || !last.intended().equals(snapshot.intended());
    }
}
