package dev.baton.mirror;

import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Fetched;
import dev.baton.wire.LogState;
import dev.baton.wire.Piece;
import dev.baton.wire.Sequences;
import dev.baton.wire.TargetLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one partition on its way from source to target: what to fetch next, what to append next, and what an
 * answer means. It does no I/O; the {@link Engine} asks it and tells it.
 *
 * <p>Invariants. A. Only an acknowledgement at the predicted offset is progress; anything else ends the lane, and both logs
 * are read anew. B. At most {@link TargetLog#WINDOW} batches are under way, one where the broker's memory of the producer
 * cannot be relied on. C. Nothing goes behind a gap of a preserved partition before the leader's log is seen to end where it
 * should. D. No batch that begins a new run is sent before the run is acknowledged in the offset map.
 */
final class Lane {
    enum Phase {
        /** The leader must say where its log stands, on the connection that will carry the appends. */
        READ_BACK,
        STREAMING,
        /** A gap is at the head and all before it is acknowledged: markers are to be written, or are under way. */
        FILLING,
        ENDED
    }

    private static final long MAX_QUEUED_BYTES = 6 << 20;
    private static final long MAX_MARKERS_A_CALL = 10_000;
    private static final Duration LONG_PAUSE = Duration.ofSeconds(30);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(5);

    /** A batch under way. {@code sourceAfter} grows over gaps that follow it and need no filling. */
    private static final class Sent {
        private final Piece.Data piece;
        private final long expectedTarget;
        private long sourceAfter;

        private Sent(Piece.Data piece, long expectedTarget) {
            this.piece = piece;
            this.expectedTarget = expectedTarget;
            this.sourceAfter = piece.nextSource();
        }
    }

    private final PartitionStart start;
    private final long oldBefore;
    private final Deque<Piece> queue = new ArrayDeque<>();
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final List<Run> unrecorded = new ArrayList<>();
    private Phase phase = Phase.READ_BACK;
    private @Nullable LaneEnd end;
    private boolean asking;
    private boolean fetching;
    private Instant fetchSent = Instant.now();
    private boolean recording;
    private boolean closing;
    private boolean producerKnown;
    private int nextSequence;
    private long queuedBytes;
    private long fetchPosition;
    private long nextSource;
    private long nextTarget;
    private long tailTarget;
    private long recordedTo;
    private long pendingRecordedTo;
    private OffsetMap map;
    private long fillExpected;
    private volatile Progress progress;

    /**
     * @param oldBefore a batch whose newest record is older may be forgotten by the broker's producer state at any time
     *     (it expires by record time), milliseconds since the epoch
     */
    Lane(PartitionStart start, long oldBefore) {
        this.start = start;
        this.oldBefore = oldBefore;
        this.fetchPosition = start.nextSource();
        this.nextSource = start.nextSource();
        this.nextTarget = start.nextTarget();
        this.tailTarget = start.nextTarget();
        this.map = start.map();
        this.recordedTo = isMapped() ? nextTarget : Long.MAX_VALUE;
        this.progress =
                new Progress(start, map, nextSource, nextTarget, nextSource, null, null, null, null, 0, 0, fetchSent);
    }

    private boolean isMapped() {
        return start.mode() == Mark.Mode.MAPPED;
    }

    PartitionStart start() {
        return start;
    }

    Progress progress() {
        return progress;
    }

    Phase phase() {
        return phase;
    }

    Optional<LaneEnd> end() {
        return Optional.ofNullable(end);
    }

    private void finish(LaneEnd why) {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            end = why;
            queue.clear();
        }
    }

    /** Stops at once; what is under way is answered into the void. */
    void abandon(LaneEnd why) {
        finish(why);
    }

    /** Sends nothing more; what is under way is still counted. */
    void stopReading() {
        queue.clear();
        closing = true;
    }

    boolean isDrained() {
        return inFlight.isEmpty() || phase == Phase.ENDED;
    }

    // ---- source side

    boolean wantsFetch() {
        return phase != Phase.ENDED && !closing && !fetching && queuedBytes < MAX_QUEUED_BYTES;
    }

    boolean isFull() {
        return queuedBytes >= MAX_QUEUED_BYTES;
    }

    long fetchStarted() {
        fetching = true;
        fetchSent = Instant.now();
        return fetchPosition;
    }

    void fetchLost() {
        fetching = false;
    }

    void fetched(Fetched fetched) {
        fetching = false;
        if (phase == Phase.ENDED || closing) {
            return;
        }
        if (fetched instanceof Fetched.Chunk chunk) {
            enqueue(chunk);
        } else if (fetched instanceof Fetched.OutOfRange range) {
            finish(sourceLost(range.logStart()));
        } else if (fetched instanceof Fetched.Denied) {
            finish(new LaneEnd.Fault(
                    "the source refuses to let this principal read "
                            + start.source().topic(),
                    SHORT_PAUSE));
        } else if (fetched instanceof Fetched.TopicGone) {
            finish(new LaneEnd.Resync(
                    "the source does not know topic " + start.source().topic() + " by its id any more"));
        }
    }

    private LaneEnd sourceLost(long logStart) {
        return new LaneEnd.Fault(
                "source offset " + fetchPosition + " of " + start.source()
                        + " is not in the source's log any more (it starts at " + logStart
                        + "): retention passed the mirror, or the log was cut; delete "
                        + start.target().topic()
                        + " on the target to mirror it anew",
                LONG_PAUSE);
    }

    private void enqueue(Fetched.Chunk chunk) {
        for (Piece piece : chunk.pieces()) {
            queue.add(piece);
            fetchPosition = piece.nextSource();
            if (piece instanceof Piece.Data data) {
                queuedBytes += data.batch().remaining();
                if (isMapped()) {
                    noteRun(data);
                    tailTarget += data.count();
                }
            }
        }
        progress = new Progress(
                start,
                map,
                progress.source(),
                progress.target(),
                progress.coveredTo(),
                progress.leaderEpoch(),
                chunk.highWatermark(),
                chunk.lastStable(),
                progress.lastTimestamp(),
                progress.records(),
                progress.bytes(),
                fetchSent);
    }

    private void noteRun(Piece.Data data) {
        boolean continues = !map.isPreserved() || !unrecorded.isEmpty();
        long delta = unrecorded.isEmpty() ? map.lastDelta() : delta(unrecorded.get(unrecorded.size() - 1));
        if (!continues || tailTarget - data.source() != delta) {
            unrecorded.add(new Run(data.source(), tailTarget));
        }
    }

    private static long delta(Run run) {
        return run.target() - run.source();
    }

    // ---- offset map

    /** Runs to be written to the offset map before the records behind them may go. */
    Optional<MapEntry> takeRuns() {
        if (phase == Phase.ENDED || recording) {
            return Optional.empty();
        }
        if (unrecorded.isEmpty()) {
            if (isMapped()) {
                recordedTo = tailTarget;
            }
            return Optional.empty();
        }
        recording = true;
        MapEntry entry = new MapEntry(start.target().topicId(), start.target().partition(), unrecorded);
        map = map.plus(unrecorded);
        unrecorded.clear();
        pendingRecordedTo = tailTarget;
        return Optional.of(entry);
    }

    void runsRecorded() {
        recording = false;
        recordedTo = isMapped() ? pendingRecordedTo : Long.MAX_VALUE;
    }

    // ---- target side

    /** Whether the leader is to be asked where its log stands; the asking is then under way. */
    boolean takeReadBack() {
        boolean ask = phase == Phase.READ_BACK && !asking;
        asking |= ask;
        return ask;
    }

    /** The next append goes over another connection, so the log is asked there again. */
    void connectionLost() {
        if (phase == Phase.STREAMING && inFlight.isEmpty()) {
            phase = Phase.READ_BACK;
        }
    }

    void readBackLost() {
        asking = false;
    }

    /** The answer to the first question: the log must stand exactly where both logs were read to be. */
    void readBack(LogState state) {
        asking = false;
        if (phase != Phase.READ_BACK) {
            return;
        }
        LogState.Producer producer = state.producer();
        producerKnown = producer != null && producer.epoch() == start.epoch();
        if (state.end() != nextTarget || (!producerKnown && !state.isSettled())) {
            finish(new LaneEnd.Resync(
                    "the log of " + start.target() + " ends at " + state.end() + ", not at " + nextTarget));
        } else if (producer != null && producer.epoch() > start.epoch()) {
            finish(fenced());
        } else {
            nextSequence = producerKnown && producer != null ? Sequences.add(producer.lastSequence(), 1) : 0;
            phase = Phase.STREAMING;
        }
    }

    /** The next batch to send, if there is one and it may go. */
    Optional<Batch> takeBatch() {
        passGaps();
        if (phase != Phase.STREAMING || !(queue.peek() instanceof Piece.Data data) || !mayGo(data)) {
            return Optional.empty();
        }
        queue.remove();
        inFlight.add(new Sent(data, nextTarget));
        Batch batch = new Batch(start.target(), data.batch(), start.producerId(), start.epoch(), nextSequence);
        nextSequence = Sequences.add(nextSequence, data.count());
        nextTarget += data.count();
        nextSource = data.nextSource();
        return Optional.of(batch);
    }

    private boolean mayGo(Piece.Data data) {
        if (!isMapped() && !recording && nextTarget - data.source() != map.lastDelta()) {
            noteShift(data);
        }
        boolean remembered = producerKnown && data.maxTimestamp() >= oldBefore;
        int window = remembered ? TargetLog.WINDOW : 1;
        return inFlight.size() < window && nextTarget + data.count() <= recordedTo;
    }

    // a marker that the broker wrote twice moved all that follows, until a later gap makes up for it
    private void noteShift(Piece.Data data) {
        if (!unrecorded.isEmpty()) {
            return;
        }
        if (map.isPreserved() && start.alignedStart() < data.source()) {
            unrecorded.add(new Run(start.alignedStart(), start.alignedStart()));
        }
        unrecorded.add(new Run(data.source(), nextTarget));
        tailTarget = nextTarget;
        recordedTo = nextTarget;
    }

    private void passGaps() {
        while (phase == Phase.STREAMING && queue.peek() instanceof Piece.Gap gap) {
            if (isMapped()) {
                queue.remove();
                skip(gap);
            } else if (inFlight.isEmpty()) {
                phase = Phase.FILLING;
            } else {
                return;
            }
        }
    }

    // a mapped partition has no use for the offsets of a gap: it counts as covered once all before it is acknowledged
    private void skip(Piece.Gap gap) {
        nextSource = gap.nextSource();
        Sent last = inFlight.peekLast();
        if (last == null) {
            progress(gap.nextSource(), nextTarget, null);
        } else {
            last.sourceAfter = gap.nextSource();
        }
    }

    void appended(Appended outcome) {
        if (phase == Phase.ENDED || inFlight.isEmpty()) {
            return;
        }
        Sent sent = inFlight.remove();
        if (outcome instanceof Appended.Accepted accepted) {
            if (accepted.baseOffset() == sent.expectedTarget) {
                acknowledged(sent);
            } else {
                finish(foreign(sent, accepted));
            }
        } else if (outcome instanceof Appended.Fenced) {
            finish(fenced());
        } else if (outcome instanceof Appended.Refused refused) {
            finish(refused(sent, refused));
        } else {
            finish(new LaneEnd.Resync(start.target() + ": " + outcome));
        }
    }

    private void acknowledged(Sent sent) {
        producerKnown = true;
        queuedBytes -= sent.piece.batch().remaining();
        progress(sent.sourceAfter, sent.expectedTarget + sent.piece.count(), sent.piece);
    }

    private void progress(long source, long target, Piece.@Nullable Data piece) {
        Progress before = progress;
        Long timestamp = piece == null ? before.lastTimestamp() : newer(before.lastTimestamp(), piece.maxTimestamp());
        progress = new Progress(
                start,
                map,
                source,
                target,
                source,
                piece == null ? before.leaderEpoch() : Integer.valueOf(piece.leaderEpoch()),
                before.highWatermark(),
                before.lastStable(),
                timestamp,
                before.records() + (piece == null ? 0 : piece.count()),
                before.bytes() + (piece == null ? 0 : piece.batch().remaining()),
                before.seen());
    }

    private static Long newer(@Nullable Long before, long now) {
        return before == null ? Long.valueOf(now) : Long.valueOf(Math.max(before, now));
    }

    private LaneEnd foreign(Sent sent, Appended.Accepted accepted) {
        return new LaneEnd.Fault(
                "a record of somebody else is in " + start.target() + ": source offset " + sent.piece.source()
                        + " was to be at " + sent.expectedTarget + " and came to lie at " + accepted.baseOffset()
                        + "; let nobody but Baton write to the topic, delete it on the target and mirror it anew",
                LONG_PAUSE);
    }

    private LaneEnd fenced() {
        return new LaneEnd.Resync("another mirror took over " + start.target());
    }

    private LaneEnd refused(Sent sent, Appended.Refused refused) {
        String what = "the target refuses source offset " + sent.piece.source() + " of " + start.source() + ": "
                + refused.error();
        return new LaneEnd.Fault(
                refused.authorisation()
                        ? what + "; give the principal WRITE on "
                                + start.target().topic()
                        : what,
                refused.authorisation() ? SHORT_PAUSE : LONG_PAUSE);
    }

    // ---- gaps of a preserved partition

    /** How many markers to write now; 0 where none are to be written, or they are under way already. */
    long takeFill() {
        if (phase != Phase.FILLING || asking || !(queue.peek() instanceof Piece.Gap gap)) {
            return 0;
        }
        // a marker that an earlier gap got too many is made up for here
        long missing = gap.nextSource() - nextTarget;
        if (missing <= 0) {
            passed(gap);
            return 0;
        }
        asking = true;
        fillExpected = Math.min(missing, MAX_MARKERS_A_CALL);
        return fillExpected;
    }

    /** The markers were not sent at all. */
    void fillNotSent() {
        asking = false;
    }

    /** Where the log stands after the markers; null where it could not be read. */
    void filled(TargetLog.Marked marked, TargetLog.@Nullable Ends state) {
        asking = false;
        if (phase != Phase.FILLING) {
            return;
        }
        if (marked == TargetLog.Marked.DENIED) {
            finish(new LaneEnd.GoMapped());
        } else if (state == null || !state.isSettled() || marked == TargetLog.Marked.UNKNOWN) {
            finish(new LaneEnd.Resync("the outcome of filling a gap of " + start.target() + " is not known"));
        } else if (state.end() != nextTarget + fillExpected) {
            finish(new LaneEnd.Resync("a gap of " + start.target() + " took " + (state.end() - nextTarget)
                    + " offsets instead of " + fillExpected));
        } else {
            nextTarget = state.end();
            if (queue.peek() instanceof Piece.Gap gap && nextTarget >= gap.nextSource()) {
                passed(gap);
            }
        }
    }

    private void passed(Piece.Gap gap) {
        queue.remove();
        nextSource = gap.nextSource();
        progress(nextSource, nextTarget, null);
        phase = Phase.STREAMING;
    }
}
