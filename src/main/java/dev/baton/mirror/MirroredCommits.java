package dev.baton.mirror;

import dev.baton.state.Mark;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The translation by the offset maps of this process, and by the marks of the others. */
final class MirroredCommits implements GroupTranslation {
    private final Engine engine;
    private final StateTail tail;

    MirroredCommits(Engine engine, StateTail tail) {
        this.engine = engine;
        this.tail = tail;
    }

    /** Null where the partition is another process's, or is just being prepared. */
    @Override
    public @Nullable Long translate(TopicPartition partition, long committed) {
        Progress progress = engine.progress(partition);
        if (progress == null) {
            return null;
        }
        long known = Math.max(progress.start().alignedStart(), Math.min(committed, progress.coveredTo()));
        return Math.min(progress.map().toTarget(known), progress.target());
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
