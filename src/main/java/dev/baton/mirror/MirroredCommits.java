package dev.baton.mirror;

import dev.baton.state.Mark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The translation by the offset maps of this process, and by the marks of the others.
 *
 * <p>Neither says anything of a topic that was made anew since, under the same name; marks stay, and a lane may be a while
 * about noticing. Where a commit has moved, the source is therefore asked for the topic's id after the commit was read: if it
 * is that of the topic that is mirrored, so was the commit's.
 */
final class MirroredCommits implements GroupTranslation {
    /**
     * Of a partition of this process: below every offset. Its mark says what was there once; what either side has lost since
     * comes out when the partition begins.
     */
    private static final long NOT_BEGUN = -1;

    private final Engine engine;
    private final StateTail tail;
    private final OthersProgress others;
    private final FlowTopics topics;
    private final Function<Set<String>, Map<String, String>> sourceIds;
    private Set<String> moved = Set.of();
    /** Of those topics, as far as they are to be seen. */
    private Map<String, String> idsNow = Map.of();

    /** @param sourceIds asks the source for ids of topics; those that are not to be seen are left out */
    MirroredCommits(
            Engine engine,
            StateTail tail,
            OthersProgress others,
            FlowTopics topics,
            Function<Set<String>, Map<String, String>> sourceIds) {
        this.engine = engine;
        this.tail = tail;
        this.others = others;
        this.topics = topics;
        this.sourceIds = sourceIds;
    }

    @Override
    public void prepare(Collection<TopicPartition> partitions, Set<String> movedNow) {
        others.refresh(partitions.stream()
                .filter(partition -> engine.progress(partition) == null)
                .toList());
        idsNow = movedNow.isEmpty() ? Map.of() : Map.copyOf(sourceIds.apply(movedNow));
        moved = Set.copyOf(movedNow);
    }

    private @Nullable String sourceId(MirroredTopic topic) {
        return moved.contains(topic.source()) ? idsNow.get(topic.source()) : topic.sourceId();
    }

    @Override
    public boolean isOfAnotherTopic(MirroredTopic topic, TopicPartition partition) {
        Progress progress = engine.progress(partition);
        if (progress != null) {
            return !progress.start().source().topicId().toString().equals(sourceId(topic));
        }
        Mark mark = tail.mark(partition);
        return mark != null && !mark.sourceTopicId().equals(sourceId(topic));
    }

    @Override
    public @Nullable Translated translate(MirroredTopic topic, TopicPartition partition, long committed) {
        Progress progress = engine.progress(partition);
        if (progress == null) {
            Long known = others.translate(sourceId(topic), topic.targetId(), partition, committed);
            return known == null ? null : new Translated(known, false);
        }
        if (!progress.start().isOf(topic) || isOfAnotherTopic(topic, partition)) {
            return null;
        }
        long known = Math.max(progress.start().alignedStart(), Math.min(committed, progress.coveredTo()));
        boolean all = known >= progress.coveredTo() && !progress.map().isPreserved();
        long there = all ? progress.target() : Math.min(progress.map().toTarget(known), progress.target());
        return new Translated(there, true);
    }

    @Override
    public List<TopicPartition> uncovered(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> coveredTo(end.getKey()) < end.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private long coveredTo(TopicPartition partition) {
        MirroredTopic topic = topics.topic(partition.topic()).orElse(null);
        if (topic == null) {
            return 0;
        }
        Progress progress = engine.progress(partition);
        if (progress != null) {
            return progress.start().isOf(topic) ? progress.coveredTo() : 0;
        }
        return topics.isOurs(partition) ? NOT_BEGUN : markedTo(topic, partition);
    }

    private long markedTo(MirroredTopic topic, TopicPartition partition) {
        Mark mark = tail.mark(partition);
        return mark != null && topic.hasIds(mark.sourceTopicId(), mark.targetTopicId()) ? mark.coveredTo() : 0;
    }
}
