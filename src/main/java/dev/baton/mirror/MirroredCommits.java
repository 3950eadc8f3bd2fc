package dev.baton.mirror;

import dev.baton.state.Mark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The translation by the offset maps of this process, and by the marks of the others. */
final class MirroredCommits implements GroupTranslation {
    private final Engine engine;
    private final StateTail tail;
    private final OthersProgress others;

    MirroredCommits(Engine engine, StateTail tail, OthersProgress others) {
        this.engine = engine;
        this.tail = tail;
        this.others = others;
    }

    @Override
    public void prepare(Collection<TopicPartition> partitions) {
        others.refresh(partitions.stream()
                .filter(partition -> engine.progress(partition) == null)
                .toList());
    }

    @Override
    public @Nullable Translated translate(TopicPartition partition, long committed) {
        Progress progress = engine.progress(partition);
        if (progress == null) {
            Long known = others.translate(partition, committed);
            return known == null ? null : new Translated(known, false);
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
        Progress progress = engine.progress(partition);
        if (progress != null) {
            return progress.coveredTo();
        }
        Mark mark = tail.mark(partition);
        return mark == null ? 0 : mark.coveredTo();
    }
}
