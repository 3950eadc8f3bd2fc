package dev.baton.mirror;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.wire.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * The offset map of one partition while it is mirrored. A run is written to the map topic, and acknowledged there, before
 * any record behind it may go, so that the target's log always ends in a run that is known.
 */
final class GrowingMap {
    private final boolean mapped;
    private final long alignedStart;
    private final List<Run> unrecorded = new ArrayList<>();
    private OffsetMap map;
    private boolean recording;
    private long tailTarget;
    private long recordedTo;
    private long pendingRecordedTo;

    GrowingMap(PartitionStart start) {
        this.mapped = start.mode() == Mark.Mode.MAPPED;
        this.alignedStart = start.alignedStart();
        this.map = start.map();
        this.tailTarget = start.nextTarget();
        this.recordedTo = mapped ? start.nextTarget() : Long.MAX_VALUE;
    }

    boolean isMapped() {
        return mapped;
    }

    OffsetMap map() {
        return map;
    }

    /** Pieces that were fetched: on a mapped partition, each gap between them begins a run. */
    void fetched(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (mapped && piece instanceof Piece.Data data) {
                noteRun(data);
                tailTarget += data.count();
            }
        }
    }

    private void noteRun(Piece.Data data) {
        boolean first = map.isPreserved() && unrecorded.isEmpty();
        long delta = unrecorded.isEmpty() ? map.lastDelta() : delta(unrecorded.get(unrecorded.size() - 1));
        if (first || tailTarget - data.source() != delta) {
            unrecorded.add(new Run(data.source(), tailTarget));
        }
    }

    private static long delta(Run run) {
        return run.target() - run.source();
    }

    /** Whether these records may be appended at that target offset: the run in which they lie is written. */
    boolean allows(Piece.Data data, long target) {
        if (!mapped && !recording && target - data.source() != map.lastDelta()) {
            noteShift(data, target);
        }
        return target + data.count() <= recordedTo;
    }

    // a marker that the broker wrote twice moved all that follows, until a later gap makes up for it
    private void noteShift(Piece.Data data, long target) {
        if (!unrecorded.isEmpty()) {
            return;
        }
        if (map.isPreserved() && alignedStart < data.source()) {
            unrecorded.add(new Run(alignedStart, alignedStart));
        }
        unrecorded.add(new Run(data.source(), target));
        tailTarget = target;
        recordedTo = target;
    }

    /** Whether there are runs that {@link #take} has not given yet. */
    boolean hasUnwritten() {
        return !unrecorded.isEmpty();
    }

    /** Runs to be written now; none while others are on their way. */
    List<Run> take() {
        if (recording || unrecorded.isEmpty()) {
            if (mapped && !recording) {
                recordedTo = tailTarget;
            }
            return List.of();
        }
        recording = true;
        List<Run> runs = List.copyOf(unrecorded);
        map = map.plus(runs);
        unrecorded.clear();
        pendingRecordedTo = tailTarget;
        return runs;
    }

    /** Forgets what lies below a target offset. */
    void trim(long targetStart) {
        map = map.from(targetStart);
    }

    /** Those last taken are written. */
    void recorded() {
        recording = false;
        recordedTo = mapped ? pendingRecordedTo : Long.MAX_VALUE;
    }
}
