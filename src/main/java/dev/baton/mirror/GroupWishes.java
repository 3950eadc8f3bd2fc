package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.StreamsApplications;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.translate.Copies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the commits of a group on the source are to be on the target. Used by one thread. */
final class GroupWishes {
    private static final Comparator<Commit> ORDER =
            Comparator.comparing(Commit::topic).thenComparing(Commit::partition);

    private final GroupTranslation translation;
    private final FlowTopics topics;
    private final Predicate<String> ofFlow;
    private final Copies copies;

    /** @param ofFlow whether topics of that name are mirrored where they are to be seen */
    GroupWishes(GroupTranslation translation, FlowTopics topics, Predicate<String> ofFlow, Copies copies) {
        this.translation = translation;
        this.topics = topics;
        this.ofFlow = ofFlow;
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
        Draft draft = new Draft(before);
        commits.forEach((partition, committed) -> {
            if (!StreamsApplications.ownsTopic(partition.topic())) {
                draft.add(partition, committed);
            }
        });
        return draft.read.isEmpty() ? Optional.empty() : Optional.of(draft.snapshot(group, at, exactlyOnce));
    }

    /**
     * A commit for a copy of the target's own topic: with this source gone, nobody else knows of it. A consumer made it where it
     * has a leader epoch; without one it may be what the mirror of the flow back put there for a group of the target.
     */
    private boolean isOfCopy(TopicPartition partition, CommittedOffset committed) {
        return committed.leaderEpoch() != null && copies.cover(partition.topic());
    }

    /** What is to be recorded of one group, as far as its commits were looked at. */
    private final class Draft {
        private final @Nullable GroupSnapshot before;
        private final List<Commit> read = new ArrayList<>();
        private final List<Commit> intended = new ArrayList<>();
        private final Map<String, String> targetTopicIds = new HashMap<>();

        private Draft(@Nullable GroupSnapshot before) {
            this.before = before;
        }

        private void add(TopicPartition partition, CommittedOffset committed) {
            Optional<MirroredTopic> topic = topics.topic(partition.topic());
            if (topic.isPresent()) {
                addMirrored(topic.get(), partition, committed);
            } else if (isOfCopy(partition, committed)) {
                read.add(commit(partition, committed.offset(), committed));
            } else if (ofFlow.test(partition.topic())) {
                // hidden for a while, or not looked at yet: nobody can say now whose this commit is
                last(GroupSnapshot::commits, partition).ifPresent(read::add);
            }
        }

        private void addMirrored(MirroredTopic topic, TopicPartition partition, CommittedOffset committed) {
            TopicPartition there = new TopicPartition(topic.target(), partition.partition());
            if (translation.isOfAnotherTopic(topic, partition)) {
                // the target has records of the topic that was there before, and this commit is none in them
                last(GroupSnapshot::commits, partition).ifPresent(read::add);
                meantFor(topic, there).ifPresent(said -> intend(topic, said));
                return;
            }
            read.add(commit(partition, committed.offset(), committed));
            Long offset = onTarget(topic, partition, there, committed.offset());
            if (offset != null) {
                intend(topic, commit(there, offset, committed));
            }
        }

        private void intend(MirroredTopic topic, Commit commit) {
            intended.add(commit);
            targetTopicIds.put(topic.target(), topic.targetId());
        }

        private @Nullable Long onTarget(
                MirroredTopic topic, TopicPartition partition, TopicPartition there, long committed) {
            GroupTranslation.Translated translated = translation.translate(topic, partition, committed);
            if (translated != null && translated.current()) {
                return translated.offset();
            }
            Long old = translated == null ? null : Long.valueOf(translated.offset());
            Long said = meantFor(topic, there).map(Commit::offset).orElse(null);
            // what was said before rested on records that are there: it holds unless the group went back meanwhile
            boolean wentBack = last(GroupSnapshot::commits, partition)
                    .map(commit -> committed < commit.offset())
                    .orElse(true);
            if (said == null || wentBack) {
                return old;
            }
            return old == null ? said : Long.valueOf(Math.max(old, said));
        }

        /** What was intended last; nothing where that was for a topic that had the name before. */
        private Optional<Commit> meantFor(MirroredTopic topic, TopicPartition there) {
            GroupSnapshot last = before;
            return last == null || !last.isMeantFor(topic.target(), topic.targetId())
                    ? Optional.empty()
                    : last(GroupSnapshot::intended, there);
        }

        private Optional<Commit> last(Function<GroupSnapshot, List<Commit>> commits, TopicPartition partition) {
            GroupSnapshot last = before;
            return last == null
                    ? Optional.empty()
                    : commits.apply(last).stream()
                            .filter(commit -> commit.topic().equals(partition.topic())
                                    && commit.partition() == partition.partition())
                            .findFirst();
        }

        private GroupSnapshot snapshot(String group, Instant at, boolean exactlyOnce) {
            read.sort(ORDER);
            intended.sort(ORDER);
            return new GroupSnapshot(group, at, read, intended, List.of(), exactlyOnce, targetTopicIds);
        }
    }

    private static Commit commit(TopicPartition partition, long offset, CommittedOffset committed) {
        return new Commit(partition.topic(), partition.partition(), offset, committed.metadata());
    }
}
