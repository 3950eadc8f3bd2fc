package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.StreamsApplications;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.translate.Copies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the commits of a group on the source are to be on the target. Used by one thread. */
final class GroupWishes {
    private static final Comparator<Commit> ORDER =
            Comparator.comparing(Commit::topic).thenComparing(Commit::partition);

    private final GroupTranslation translation;
    private final FlowTopics topics;
    private final Copies copies;

    GroupWishes(GroupTranslation translation, FlowTopics topics, Copies copies) {
        this.translation = translation;
        this.topics = topics;
        this.copies = copies;
    }

    /**
     * Nothing where no commit is for a topic of the flow. Streams makes its internal topics anew on the target; offsets of their
     * copies mean nothing there.
     *
     * @param before what was recorded last; null where nothing was
     */
    Optional<GroupSnapshot> of(
            String group,
            Instant at,
            Map<TopicPartition, CommittedOffset> commits,
            @Nullable GroupSnapshot before,
            boolean exactlyOnce) {
        List<Commit> read = new ArrayList<>();
        List<Commit> translated = new ArrayList<>();
        commits.forEach((partition, committed) -> {
            if (StreamsApplications.ownsTopic(partition.topic())) {
                return;
            }
            Optional<MirroredTopic> topic = topics.topic(partition.topic());
            if (topic.isPresent() || isOfCopy(partition, committed)) {
                read.add(
                        new Commit(partition.topic(), partition.partition(), committed.offset(), committed.metadata()));
            }
            topic.ifPresent(mirrored -> {
                TopicPartition there = new TopicPartition(mirrored.target(), partition.partition());
                Long kept = onTarget(before, partition, there, committed.offset());
                if (kept != null) {
                    translated.add(new Commit(there.topic(), there.partition(), kept, committed.metadata()));
                }
            });
        });
        read.sort(ORDER);
        translated.sort(ORDER);
        return read.isEmpty()
                ? Optional.empty()
                : Optional.of(new GroupSnapshot(group, at, read, translated, List.of(), exactlyOnce));
    }

    /**
     * A commit for a copy of the target's own topic: with this source gone, nobody else knows of it. A consumer made it where it
     * has a leader epoch; without one it may be what the mirror of the flow back put there for a group of the target.
     */
    private boolean isOfCopy(TopicPartition partition, CommittedOffset committed) {
        return committed.leaderEpoch() != null && copies.cover(partition.topic());
    }

    private @Nullable Long onTarget(
            @Nullable GroupSnapshot before, TopicPartition partition, TopicPartition there, long committed) {
        GroupTranslation.Translated translated = translation.translate(partition, committed);
        if (translated != null && translated.current()) {
            return translated.offset();
        }
        Long intended = before == null ? null : offset(before.intended(), there);
        Long committedBefore = before == null ? null : offset(before.commits(), partition);
        if (translated == null || intended == null) {
            return translated == null ? intended : Long.valueOf(translated.offset());
        }
        // what was said before rested on records that are there: it holds unless the group went back meanwhile
        boolean wentBack = committedBefore == null || committed < committedBefore;
        return wentBack ? translated.offset() : Math.max(translated.offset(), intended);
    }

    private static @Nullable Long offset(List<Commit> commits, TopicPartition partition) {
        return commits.stream()
                .filter(commit ->
                        commit.topic().equals(partition.topic()) && commit.partition() == partition.partition())
                .map(Commit::offset)
                .findFirst()
                .orElse(null);
    }
}
