package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.offsets.RunHistory;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** Reads the offset maps of a flow from its target cluster. */
public final class MapReader {
    private final Cluster target;

    public MapReader(Cluster target) {
        this.target = target;
    }

    /**
     * The offset map of every partition that has a mark, by its name on the source. Runs of other incarnations of a topic
     * are void. A failed outcome means that nothing may be translated through the map there: since it is damaged, or since the
     * shard's part of it has no leader.
     */
    public Map<TopicPartition, Outcome<OffsetMap>> read(FlowState flow) {
        Map<TopicPartition, Outcome<OffsetMap>> maps = new PartitionMap<>();
        if (flow.marks().isEmpty()) {
            return maps;
        }
        MapTopic topic = new MapTopic();
        String name = InternalTopics.offsetMap(flow.source());
        Map<TopicPartition, BatonException> unread = target.records().readWhereLed(name, topic::accept);
        flow.marks().forEach((partition, mark) -> {
            int shard = InternalTopics.shardOf(mark.topic(), mark.partition());
            BatonException failure = unread.get(new TopicPartition(name, shard));
            maps.put(
                    partition,
                    failure == null
                            ? map(mark, topic.of(mark.targetTopicId(), mark.partition()))
                            : broken(mark, "cannot be read: " + failure.getMessage()));
        });
        return maps;
    }

    /** The offset map of one partition, of what the map topic says of it. */
    public static Outcome<OffsetMap> map(Mark mark, RunHistory runs) {
        if (!runs.isWhole()) {
            return broken(mark, "holds an entry that this version of Baton cannot read");
        }
        if (mark.lacksRuns(runs.lastTarget())) {
            return lost(mark);
        }
        if (runs.isEmpty()) {
            return withoutRuns(mark).map(map -> map.withLost(runs.lost()));
        }
        try {
            return Outcome.known(runs.map());
        } catch (IllegalArgumentException e) {
            return written(mark, runs);
        }
    }

    private static Outcome<OffsetMap> withoutRuns(Mark mark) {
        if (mark.mode() == Mark.Mode.PRESERVED) {
            return Outcome.known(OffsetMap.PRESERVED);
        }
        return mark.lacksRuns(OptionalLong.empty())
                ? lost(mark)
                : Outcome.known(OffsetMap.of(List.of(new Run(mark.sourceOffset(), mark.targetOffset()))));
    }

    /**
     * Runs are written ahead of their records. One that was never followed by a record, since its writer was killed, stays
     * until the next owner removes it, and can contradict a later one.
     */
    private static Outcome<OffsetMap> written(Mark mark, RunHistory runs) {
        try {
            OffsetMap followed = runs.below(mark.targetOffset());
            return followed.isPreserved()
                    ? withoutRuns(mark).map(map -> map.withLost(runs.lost()))
                    : Outcome.known(followed);
        } catch (IllegalArgumentException e) {
            return broken(mark, "contradicts itself: " + e.getMessage());
        }
    }

    private static Outcome<OffsetMap> lost(Mark mark) {
        return broken(mark, "was lost, or the end of it");
    }

    private static Outcome<OffsetMap> broken(Mark mark, String what) {
        return Outcome.failed(new BatonException(
                FailureKind.INCOMPLETE, "the offset map of " + mark.topic() + "-" + mark.partition() + " " + what));
    }
}
