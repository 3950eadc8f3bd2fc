package dev.baton.salvage;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.salvage.MirroredEnd.Ends;
import dev.baton.salvage.MirroredEnd.Question;
import dev.baton.state.Mark;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.FailoverPoints.Point;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds what only the source holds of one partition. Pure, but for where the mirrored part ends, which the logs tell. */
final class TailFinder {
    private final TailFacts known;
    private final Function<Question, Ends> mirroredEnd;

    TailFinder(TailFacts known, Function<Question, Ends> mirroredEnd) {
        this.known = known;
        this.mirroredEnd = mirroredEnd;
    }

    /**
     * The tail of a partition.
     *
     * @param twin the partition of the target
     * @throws BatonException refused, with the reason, where it cannot be told
     */
    Tail tail(TopicPartition partition, TopicPartition twin) {
        if (!known.state().switched().coversTopic(partition.topic())) {
            throw refused("topic " + partition.topic() + " was not switched: the mirror still copies it");
        }
        TopicInfo here = known.sourceTopics().get(partition.topic());
        if (here == null || partition.partition() >= here.partitions()) {
            throw refused("the source has no partition " + partition + " any more");
        }
        Mark mark = known.state().marks().get(partition);
        // a later switch takes the log end of such a partition for one as well, but below it there is nothing of the
        // source
        Point point = mark == null ? null : known.points().of(twin).orElse(null);
        String endedBy = Tail.endedBy(mark, point);
        TopicInfo there = known.targetTopics().get(twin.topic());
        requireIncarnations(here, there, twin, mark);
        long start = of(known.starts(), partition);
        long turned = turnedAt(here, twin, endedBy);
        long end = Math.min(turned, of(known.ends(), partition));
        Ends ends = mark == null ? new Ends(0, 0) : mirroredEnd(mark, point, start, end);
        return new Tail(
                partition.topic(),
                twin.topic(),
                partition.partition(),
                here.id(),
                there == null ? "" : there.id(),
                endedBy,
                point == null ? null : Long.valueOf(point.offset()),
                point == null ? known.state().switched().at() : point.at(),
                ends.onTarget(),
                ends.onSource(),
                Math.max(ends.onSource(), Math.min(turned, of(known.stable(), partition))),
                start,
                end,
                known.isCompacted(twin.topic()));
    }

    private static void requireIncarnations(
            TopicInfo here, @Nullable TopicInfo there, TopicPartition twin, @Nullable Mark mark) {
        if (there == null || twin.partition() >= there.partitions()) {
            throw refused("the target has no partition " + twin + ": create it there first");
        }
        if (mark == null) {
            return;
        }
        if (!here.id().equals(mark.sourceTopicId())) {
            throw refused(
                    "topic " + here.name() + " was deleted and made anew on the source since it was mirrored: its id"
                            + " was " + mark.sourceTopicId() + " and is " + here.id());
        }
        if (!there.id().equals(mark.targetTopicId())) {
            throw refused(
                    "topic " + there.name() + " was deleted and made anew on the target since it was mirrored: its id"
                            + " was " + mark.targetTopicId() + " and is " + there.id());
        }
    }

    /** Where the flow back found the log's end, if there is one: what lies behind came from the target. */
    private long turnedAt(TopicInfo here, TopicPartition twin, String endedBy) {
        TurnPoint turn = known.turns().get(twin);
        if (turn == null) {
            return Long.MAX_VALUE;
        }
        boolean holds = turn.switchId().equals(endedBy) && turn.targetTopicId().equals(here.id());
        return holds ? turn.tailTo() : Long.MAX_VALUE;
    }

    private Ends mirroredEnd(Mark mark, @Nullable Point point, long start, long end) {
        if (point == null) {
            throw refused("the journal holds no failover point of " + mark.targetTopic() + "-" + mark.partition()
                    + ": no switch since has looked where its mirrored records end");
        }
        TopicPartition partition = mark.sourcePartition();
        Outcome<OffsetMap> map = known.maps().get(partition);
        OffsetMap whole = map == null ? OffsetMap.PRESERVED : map.orThrow();
        boolean compacted = known.isCompacted(mark.targetTopic());
        return mirroredEnd.apply(new Question(mark, whole, point.offset(), compacted, start, end));
    }

    private static long of(Map<TopicPartition, Outcome<Long>> offsets, TopicPartition partition) {
        Outcome<Long> outcome = offsets.get(partition);
        if (outcome == null) {
            throw refused("the source did not say where the log of " + partition + " begins and ends");
        }
        return outcome.orThrow();
    }

    private static BatonException refused(String what) {
        return BatonException.refused(what, "see baton inspect status");
    }
}
