package dev.baton.mirror;

import dev.baton.state.Mark;

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
                progress.seen(),
                progress.filled(),
                start.keptBelow());
    }
}
