package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Fetched;
import dev.baton.wire.LogState;
import dev.baton.wire.Piece;
import dev.baton.wire.Sequences;
import dev.baton.wire.SourceLog;
import dev.baton.wire.TargetLog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
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

    /** A batch under way. {@code sourceAfter} grows over gaps that follow it and need no filling. */
    private static final class Sent {
        private final Piece.Data piece;
        private final long expectedTarget;
        private long sourceAfter;
        private int epochAfter;

        private Sent(Piece.Data piece, long expectedTarget) {
            this.piece = piece;
            this.expectedTarget = expectedTarget;
            this.sourceAfter = piece.nextSource();
            this.epochAfter = piece.leaderEpoch();
        }
    }

    private final PartitionStart start;
    private final LongSupplier oldBefore;
    private final LongSupplier nanos;
    private final Backlog backlog;
    private final Failing reading;
    private final Failing writing;
    private final GrowingMap map;
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private Phase phase = Phase.READ_BACK;
    private @Nullable LaneEnd end;
    private boolean asking;
    /** Markers are under way. */
    private boolean filling;

    private boolean closing;
    private boolean producerKnown;
    private long connection = -1;
    private long askedOver = -1;
    private long readOver = -1;
    /** Newest record time of what the broker knows the producer by: acknowledged, or older and under way. */
    private long rememberedBy;

    private int nextSequence;
    private long nextTarget;
    /** When the target's log was last known to end at {@link #nextTarget}, all of it replicated; null where it may not be. */
    private @Nullable Long settledAt;

    private long fillExpected;
    /** Coordinator epoch of this lane's markers. */
    private int markerEpoch;

    /** Whether a marker of that epoch is in the log: no older one comes any more. */
    private boolean olderShutOut;

    private long markers;
    private long heldSince;
    /** Who writes the runs that are on their way to the offset map; null where none are. */
    private volatile @Nullable MapLane recorder;

    private volatile Progress progress;

    /**
     * @param oldBefore asked for now: a producer whose newest record is older may be forgotten by the broker at any time
     *     (its memory expires by record time), milliseconds since the epoch
     * @param nanos a clock that goes evenly
     * @param held the memory of all lanes
     */
    Lane(PartitionStart start, LongSupplier oldBefore, LongSupplier nanos, Held held) {
        this.start = start;
        this.oldBefore = oldBefore;
        this.nanos = nanos;
        this.backlog = new Backlog(start.nextSource(), start.lastEpoch(), held);
        this.reading = new Failing(nanos);
        this.writing = new Failing(nanos);
        this.map = new GrowingMap(start);
        Long lostTo = start.lostTo();
        if (lostTo != null) {
            backlog.add(List.of(new Piece.Gap(start.nextSource(), lostTo - start.nextSource(), Piece.NO_EPOCH)));
        }
        this.nextTarget = start.nextTarget();
        this.progress = new Progress(
                start,
                start.map(),
                start.nextSource(),
                nextTarget,
                start.nextSource(),
                start.lastEpoch(),
                null,
                null,
                null,
                0,
                0,
                0,
                Instant.now(),
                start.filled(),
                0);
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
            backlog.clear();
            inFlight.forEach(sent -> backlog.release(sent.piece));
        }
    }

    /** Stops at once; what is under way is no progress any more, whatever the answers. */
    void abandon(LaneEnd why) {
        finish(why);
    }

    /** Sends nothing more; what is under way is still counted. */
    void stopReading() {
        backlog.clear();
        closing = true;
    }

    /** Whether all that was sent is answered, though it may have ended meanwhile: what is not may still come into the log. */
    boolean isDrained() {
        return inFlight.isEmpty() && !filling;
    }

    // ---- source side

    /** Whether more is to be fetched, where so many bytes may be held. */
    boolean wantsFetch(long room) {
        return phase != Phase.ENDED && !closing && !backlog.isFetching() && !holds(room) && reading.mayTry();
    }

    /** Whether at least so many bytes were fetched and are not acknowledged yet. */
    boolean holds(long bytes) {
        return phase != Phase.ENDED && backlog.bytes() >= bytes;
    }

    /** Where to fetch from, for at most so many bytes; the fetch is then under way. */
    SourceLog.Position startFetch(int bytes) {
        backlog.fetchStarted();
        return new SourceLog.Position(
                backlog.position(),
                backlog.lastEpoch(),
                bytes,
                start.targetConfigs().maxBatchBytes());
    }

    /** @param sent when the fetch was sent: what the source took on later has not been seen */
    void fetched(Fetched fetched, Instant sent) {
        backlog.fetchEnded();
        if (phase == Phase.ENDED || closing) {
            return;
        }
        if (fetched instanceof Fetched.Chunk chunk) {
            reading.passed();
            enqueue(chunk, sent);
        } else if (fetched instanceof Fetched.Throttled) {
            reading.passed();
        } else if (fetched instanceof Fetched.NotNow notNow) {
            reading.failed(notNow.why());
        } else if (fetched instanceof Fetched.Damaged damaged) {
            damaged(damaged);
        } else if (fetched instanceof Fetched.OutOfRange) {
            // retention passed the position, or the log was cut: the preparation asks which, and says so
            finish(LaneEnd.outOfRange(start, backlog.position()));
        } else if (fetched instanceof Fetched.Diverged diverged) {
            finish(LaneEnd.diverged(start, backlog.position(), diverged.sameBelow()));
        } else if (fetched instanceof Fetched.Denied) {
            finish(LaneEnd.unreadable(start));
        } else if (fetched instanceof Fetched.TopicGone) {
            finish(LaneEnd.topicGone(start));
        }
    }

    // what lies before it goes its way first: the stop would drop it, again and again
    private void damaged(Fetched.Damaged damaged) {
        if (inFlight.isEmpty() && backlog.peek() == null) {
            finish(LaneEnd.damaged(start, damaged));
        } else {
            reading.failed(damaged.what());
        }
    }

    private void enqueue(Fetched.Chunk chunk, Instant sent) {
        backlog.add(chunk.pieces());
        map.fetched(chunk.pieces());
        progress = progress.seen(map.map(), chunk.highWatermark(), chunk.lastStable(), sent);
    }

    /** Whether there is nothing to do before a fetch or an append is answered. */
    boolean isWaiting() {
        return phase == Phase.STREAMING
                && backlog.isFetching()
                && !map.hasUnwritten()
                && (backlog.peek() == null || inFlight.size() >= TargetLog.WINDOW);
    }

    /** Whether it holds what it has not been able to write for longer than a moment. */
    boolean isStuck() {
        return holds(1) && notWritten() != null;
    }

    /** Whether it holds at least so many bytes, and is about to have room again. */
    boolean isAboutToHaveRoom(long room) {
        return holds(room) && !isStuck();
    }

    /** Gives memory back that is not needed. */
    void compact() {
        backlog.compact();
    }

    /** Why it has not got on for longer than a moment, though it is not ended; null where it gets on. From any thread. */
    @Nullable
    String stalled() {
        String notWritten = notWritten();
        String notRead = reading.lasting();
        return notWritten == null && notRead != null ? "the source cannot be read: " + notRead : notWritten;
    }

    private @Nullable String notWritten() {
        String why = writing.lasting();
        MapLane recording = recorder;
        return why != null ? "the target cannot be written to: " + why : recording != null ? recording.stalled() : null;
    }

    /** Whether that is because of the source. */
    boolean isStalledBySource() {
        return reading.lasting() != null && notWritten() == null;
    }

    // ---- offset map

    /** Runs to be written to the offset map before the records behind them may go. */
    Optional<MapEntry> takeRuns() {
        List<Run> runs = phase == Phase.ENDED || closing ? List.of() : map.take();
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new MapEntry(start.target().topicId(), start.target().partition(), runs));
    }

    /** Forgets runs below the target's log start. */
    void trim(long targetStart) {
        map.trim(targetStart);
    }

    /** The runs last taken are on their way. */
    void runsHandedTo(MapLane map) {
        recorder = map;
    }

    void runsRecorded() {
        recorder = null;
        map.recorded();
    }

    // ---- target side

    /** Whether the leader is to be asked where its log stands; the asking is then under way. */
    boolean takeReadBack() {
        boolean ask = phase == Phase.READ_BACK && !asking && writing.mayTry();
        if (ask) {
            asking = true;
            askedOver = connection;
        }
        return ask;
    }

    /** There is no way to the leader now. */
    void cutOff(String why) {
        if (phase != Phase.ENDED) {
            writing.waits(why);
        }
    }

    /**
     * What is sent goes over this connection: over another one than that on which the log was read back, it is read back
     * again first. Batches under way when the leader moves may be in its log or not, so that none may follow them.
     */
    void over(long connectionNow) {
        connection = connectionNow;
        if (phase != Phase.READ_BACK) {
            writing.passed();
        }
        if (connection == readOver || asking || (phase != Phase.STREAMING && phase != Phase.FILLING)) {
            return;
        }
        if (inFlight.isEmpty()) {
            phase = Phase.READ_BACK;
        } else {
            finish(new LaneEnd.Resync("the connection to the leader of " + start.target()
                    + " is another one, while batches are under way"));
        }
    }

    void readBackLost() {
        asking = false;
        writing.failed(Failing.SILENT_LEADER);
    }

    /** The question could not be sent. */
    void readBackNotSent() {
        asking = false;
    }

    /** The answer to the first question: the log must stand exactly where both logs were read to be. */
    void readBack(LogState state) {
        asking = false;
        writing.passed();
        // what one connection says is no ground to write over another one
        if (phase != Phase.READ_BACK || askedOver != connection) {
            return;
        }
        readOver = connection;
        LogState.Producer producer = state.producer();
        producerKnown = producer != null && producer.epoch() == start.epoch();
        if (state.end() != nextTarget || (!producerKnown && !state.isSettled())) {
            finish(new LaneEnd.Resync(
                    "the log of " + start.target() + " ends at " + state.end() + ", not at " + nextTarget));
        } else if (producer != null && producer.epoch() > start.epoch()) {
            finish(LaneEnd.fenced(start));
        } else {
            settledAt = state.isSettled() ? nanos.getAsLong() : null;
            nextSequence = producerKnown && producer != null ? Sequences.add(producer.lastSequence(), 1) : first();
            rememberedBy = producer == null ? Long.MIN_VALUE : producer.lastTimestamp();
            beginMarkers(state.markerEpoch());
            phase = Phase.STREAMING;
        }
    }

    private void beginMarkers(int epochInLog) {
        if (start.markers() instanceof Markers.Direct direct) {
            markerEpoch = direct.nextEpoch(epochInLog);
            olderShutOut = false;
        } else {
            // the coordinator has done so before the log was read
            olderShutOut = true;
        }
    }

    /**
     * Where the producer is not known to the broker, it takes any sequence. All owners of a preserved partition share one
     * producer, so that theirs is the offset: who comes late with records of old, and counts on from what the broker has
     * forgotten, is then never taken for the one to follow. An epoch of an owner's own begins at 0.
     */
    private int first() {
        return start.mode() == Mark.Mode.PRESERVED ? Sequences.add(0, nextTarget) : 0;
    }

    /** Passes the gaps at the head, and tells whether there is a batch behind them that could go now. */
    boolean hasBatch() {
        passGaps();
        return phase == Phase.STREAMING && backlog.peek() instanceof Piece.Data data && mayGo(data);
    }

    /** The next batch to send, if there is one and it may go. */
    Optional<Batch> takeBatch() {
        passGaps();
        if (phase != Phase.STREAMING || !(backlog.peek() instanceof Piece.Data data) || !mayGo(data)) {
            return Optional.empty();
        }
        backlog.remove();
        inFlight.add(new Sent(data, nextTarget));
        rememberedBy = Math.min(rememberedBy, data.maxTimestamp());
        Batch batch = new Batch(start.target(), data.batch(), start.producerId(), start.epoch(), nextSequence);
        nextSequence = Sequences.add(nextSequence, data.count());
        nextTarget += data.count();
        return Optional.of(batch);
    }

    private boolean mayGo(Piece.Data data) {
        long old = oldBefore.getAsLong();
        boolean remembered = producerKnown && rememberedBy >= old && data.maxTimestamp() >= old;
        int window = remembered ? TargetLog.WINDOW : 1;
        return map.allows(data, nextTarget) && inFlight.size() < window;
    }

    private void passGaps() {
        while (phase == Phase.STREAMING && backlog.peek() instanceof Piece.Gap gap) {
            if (map.isMapped()) {
                backlog.remove();
                skip(gap);
            } else {
                heldSince = heldSince == 0 ? nanos.getAsLong() : heldSince;
                if (!inFlight.isEmpty()) {
                    return;
                }
                phase = Phase.FILLING;
            }
        }
    }

    // a mapped partition has no use for the offsets of a gap: it counts as covered once all before it is acknowledged
    private void skip(Piece.Gap gap) {
        Sent last = inFlight.peekLast();
        if (last == null) {
            progress = progress.passed(map.map(), gap, nextTarget, 0);
        } else {
            last.sourceAfter = gap.nextSource();
            last.epochAfter = gap.leaderEpoch();
        }
    }

    void appended(Appended outcome) {
        Sent sent = inFlight.poll();
        if (sent == null || phase == Phase.ENDED) {
            // what was under way gave its memory back when the lane ended
            return;
        }
        backlog.release(sent.piece);
        if (outcome instanceof Appended.Accepted accepted) {
            accepted(sent, accepted);
        } else if (outcome instanceof Appended.Fenced) {
            finish(LaneEnd.fenced(start));
        } else if (outcome instanceof Appended.Refused refused) {
            finish(LaneEnd.refused(start, sent.piece, refused));
        } else if (outcome instanceof Appended.Unknown unknown) {
            finish(LaneEnd.unconfirmed(start, unknown));
        } else {
            finish(new LaneEnd.Resync(start.target() + ": " + outcome));
        }
    }

    private void accepted(Sent sent, Appended.Accepted accepted) {
        if (accepted.baseOffset() != sent.expectedTarget) {
            finish(LaneEnd.displaced(start, sent.piece.source(), sent.expectedTarget, accepted.baseOffset()));
        } else if (accepted.timed() && start.targetConfigs().createTimes()) {
            finish(LaneEnd.sentBefore(start, sent.piece.source()));
        } else {
            acknowledged(sent);
        }
    }

    private void acknowledged(Sent sent) {
        producerKnown = true;
        settledAt = nanos.getAsLong();
        rememberedBy = sent.piece.maxTimestamp();
        progress = progress.appended(
                map.map(), sent.sourceAfter, sent.epochAfter, sent.expectedTarget + sent.piece.count(), sent.piece);
    }

    // ---- gaps of a preserved partition

    /**
     * How many markers to write now, at most; 0 where none are to be written, or they are under way already. It is one at
     * first: earlier ones whose outcome nobody knows may come before it, and then there are one too many at the most.
     */
    long takeFill(long atMost) {
        if (phase != Phase.FILLING || asking || !(backlog.peek() instanceof Piece.Gap gap)) {
            return 0;
        }
        // a marker that an earlier gap got too many is made up for here
        long missing = gap.nextSource() - nextTarget;
        if (missing <= 0) {
            passed(gap);
            return 0;
        }
        asking = true;
        filling = true;
        fillExpected = olderShutOut ? Math.min(missing, atMost) : 1;
        return fillExpected;
    }

    int markerEpoch() {
        return markerEpoch;
    }

    /** The markers were not sent at all, or are none of the lane's business any more. */
    void fillNotSent() {
        asking = false;
        filling = false;
    }

    /** Where the log stands after the markers; null where it could not be read. */
    void filled(TargetLog.Marked marked, TargetLog.@Nullable Ends state) {
        fillNotSent();
        if (phase != Phase.FILLING) {
            return;
        }
        if (marked == TargetLog.Marked.DENIED) {
            finish(new LaneEnd.NoMarkers());
        } else if (state == null || !state.isSettled() || marked == TargetLog.Marked.UNKNOWN) {
            finish(new LaneEnd.Resync("the outcome of filling a gap of " + start.target() + " is not known"));
        } else if (state.end() != nextTarget + fillExpected) {
            finish(new LaneEnd.Resync("a gap of " + start.target() + " took " + (state.end() - nextTarget)
                    + " offsets instead of " + fillExpected));
        } else {
            nextTarget = state.end();
            settledAt = nanos.getAsLong();
            markers += fillExpected;
            olderShutOut = true;
            if (backlog.peek() instanceof Piece.Gap gap && nextTarget >= gap.nextSource()) {
                passed(gap);
            }
        }
    }

    /** The markers were not written, or nobody knows. */
    void notFilled(BatonException failure) {
        fillNotSent();
        if (phase == Phase.FILLING) {
            finish(LaneEnd.notFilled(start, failure));
        }
    }

    /** Where the target's log ends, while nothing is under way. */
    long logEnd() {
        return nextTarget;
    }

    /** When that was acknowledged or read, and that all is replicated; null where it may not be. */
    @Nullable
    Long settledAt() {
        return settledAt;
    }

    private void passed(Piece.Gap gap) {
        backlog.remove();
        progress = progress.passed(map.map(), gap, nextTarget, markers).held(nanos.getAsLong() - heldSince);
        heldSince = 0;
        markers = 0;
        phase = Phase.STREAMING;
    }
}
