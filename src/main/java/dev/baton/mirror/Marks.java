package dev.baton.mirror;

import dev.baton.state.Mark;
import java.time.Instant;

/** Marks made of progress. */
final class Marks {
    private Marks() {}

    static Mark of(Progress progress) {
        PartitionStart start = progress.start();
        return new Mark(
                start.source().topic(),
                start.source().partition(),
                start.target().topic(),
                start.source().topicId().toString(),
                start.target().topicId().toString(),
                start.mode(),
                progress.source(),
                progress.target(),
                progress.coveredTo(),
                start.alignedStart(),
                progress.leaderEpoch(),
                progress.highWatermark(),
                progress.lastStable(),
                progress.lastTimestamp(),
                progress.seen());
    }

    /** Whether two marks say the same, the time apart. */
    static boolean same(Mark one, Mark other) {
        return at(one, other.time()).equals(other);
    }

    private static Mark at(Mark mark, Instant time) {
        return new Mark(
                mark.topic(),
                mark.partition(),
                mark.targetTopic(),
                mark.sourceTopicId(),
                mark.targetTopicId(),
                mark.mode(),
                mark.sourceOffset(),
                mark.targetOffset(),
                mark.coveredTo(),
                mark.alignedStart(),
                mark.sourceLeaderEpoch(),
                mark.sourceEnd(),
                mark.sourceStable(),
                mark.lastTimestamp(),
                time);
    }
}
