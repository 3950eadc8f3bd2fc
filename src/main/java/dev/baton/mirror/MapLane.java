package dev.baton.mirror;

import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.LogState;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.ProducerIdentity;
import dev.baton.wire.RecordBatches;
import dev.baton.wire.Sequences;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one shard to its partition of the offset map, one batch at a time. A batch whose outcome is not known is
 * sent again after the log's state was read, and after a pause: the same key and value twice do no harm. Only a newer owner
 * ends it.
 */
final class MapLane {
    /** Told what became of one write. */
    interface Done {
        void recorded(boolean written);
    }

    private record Write(List<RecordBatches.Keyed> records, Done done) {
        private int bytes() {
            return records.stream().mapToInt(RecordBatches.Keyed::bytes).sum();
        }
    }

    /** Well below what the topic takes; a write that is larger goes alone. */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final PartitionRef partition;
    private final ProducerIdentity owner;
    private final Failing writing;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private final List<Write> underWay = new ArrayList<>();
    private int nextSequence;
    private long connection = -1;
    private long askedOver = -1;
    private long readOver = -1;
    private boolean known;
    private boolean asking;
    private boolean sending;
    private volatile boolean fenced;

    /** @param nanos a clock that goes evenly */
    MapLane(PartitionRef partition, ProducerIdentity owner, LongSupplier nanos) {
        this.partition = partition;
        this.owner = owner;
        this.writing = new Failing(nanos);
    }

    PartitionRef partition() {
        return partition;
    }

    ProducerIdentity owner() {
        return owner;
    }

    /** Writes these after all that waits; without any, tells when all that waited before is written. */
    void write(List<RecordBatches.Keyed> records, Done done) {
        if (fenced) {
            done.recorded(false);
        } else if (records.isEmpty() && !hasWork()) {
            done.recorded(true);
        } else {
            waiting.add(new Write(records, done));
        }
    }

    /** Why what waits has not been written for longer than a moment; null where it gets on. From any thread. */
    @Nullable
    String stalled() {
        String why = writing.lasting();
        return why == null ? null : "the offset map of shard " + partition.partition() + " cannot be written: " + why;
    }

    /** There is no way to the leader now. */
    void cutOff(String why) {
        if (hasWork()) {
            writing.waits(why);
        }
    }

    /** What is sent goes over this connection: over another one than the log was read back on, it is asked again first. */
    void over(long connectionNow) {
        connection = connectionNow;
        known &= sending || connection == readOver;
    }

    boolean takeReadBack() {
        boolean ask = !known && !asking && !fenced && hasWork() && writing.mayTry();
        if (ask) {
            asking = true;
            askedOver = connection;
        }
        return ask;
    }

    private boolean hasWork() {
        return !waiting.isEmpty() || !underWay.isEmpty();
    }

    void readBackLost() {
        asking = false;
        writing.failed(Failing.SILENT_LEADER);
    }

    /** The question could not be sent. */
    void readBackNotSent() {
        asking = false;
    }

    /**
     * Where the log stands. Where it knows another epoch, a newer owner fenced this one; where it knows none, it has forgotten
     * the fence, as it does a day after the last write: either way the shard has to be owned anew.
     */
    void readBack(LogState state) {
        asking = false;
        if (askedOver != connection) {
            return;
        }
        LogState.Producer producer = state.producer();
        if (producer == null || producer.epoch() != owner.epoch()) {
            fence();
        } else {
            nextSequence = Sequences.add(producer.lastSequence(), 1);
            readOver = connection;
            known = true;
        }
    }

    private void fillUp() {
        int size = underWay.stream().mapToInt(Write::bytes).sum();
        while (!waiting.isEmpty()
                && (underWay.isEmpty() || size + waiting.element().bytes() <= MAX_BATCH_BYTES)) {
            size += waiting.element().bytes();
            underWay.add(waiting.remove());
        }
    }

    Optional<Batch> takeBatch() {
        if (!known || sending || fenced || !hasWork()) {
            return Optional.empty();
        }
        fillUp();
        List<RecordBatches.Keyed> records =
                underWay.stream().flatMap(write -> write.records().stream()).toList();
        if (records.isEmpty()) {
            written();
            return Optional.empty();
        }
        sending = true;
        ByteBuffer bytes = RecordBatches.keyed(records, System.currentTimeMillis());
        Batch batch = new Batch(partition, bytes, owner.id(), owner.epoch(), nextSequence);
        nextSequence = Sequences.add(nextSequence, records.size());
        return Optional.of(batch);
    }

    void appended(Appended outcome) {
        sending = false;
        if (outcome instanceof Appended.Accepted) {
            written();
        } else if (outcome instanceof Appended.Fenced
                || outcome instanceof Appended.TopicGone
                || outcome instanceof Appended.Refused) {
            fence();
        } else {
            known = false;
            writing.failed(outcome instanceof Appended.Unknown unknown ? unknown.why() : outcome.toString());
        }
    }

    private void written() {
        writing.passed();
        List<Write> done = List.copyOf(underWay);
        underWay.clear();
        done.forEach(write -> write.done().recorded(true));
    }

    /** Nothing more is to be written, and {@link #fence} follows. From any thread. */
    void giveUp() {
        fenced = true;
    }

    /** Ends it: every write is answered with failure. */
    void fence() {
        fenced = true;
        writing.passed();
        List<Write> failed = new ArrayList<>(underWay);
        failed.addAll(waiting);
        underWay.clear();
        waiting.clear();
        failed.forEach(write -> write.done().recorded(false));
    }

    boolean isFenced() {
        return fenced;
    }
}
