package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TransactionalWriter;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import dev.baton.switchover.Halt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes tails on the target, each record once. Records and the note of how far they go are one transaction; whoever wrote
 * before is fenced first, and only then the notes are read.
 */
final class Injection implements AutoCloseable {
    static final String STEP = "inject";

    private static final int RECORDS_A_TRANSACTION = 1_000;
    private static final long BYTES_A_TRANSACTION = 4 << 20;

    private final Cluster target;
    private final String clusterId;
    private final TopicPartition notesPartition;
    private final Clock clock;
    private final Halt halt;
    private final TransactionalWriter writer;
    private final Notes before;
    private boolean broken;

    /**
     * Fences whoever was at it, and reads how far he came.
     *
     * @param clusterId of the source, for the records' headers
     */
    Injection(Cluster target, String from, String to, String clusterId, Clock clock, Halt halt) {
        this.target = target;
        this.clusterId = clusterId;
        this.notesPartition = new TopicPartition(InternalTopics.salvage(from), 0);
        this.clock = clock;
        this.halt = halt;
        this.writer = target.records().transactional("baton-salvage." + from + "." + to);
        this.before = Notes.read(target, from);
    }

    /** How far a tail was before this run. */
    Note before(Tail tail) {
        return before.of(tail);
    }

    /**
     * What became of a tail.
     *
     * @param note how far it is now
     * @param failure why it is not at its end; null where it is
     */
    record Done(Note note, @Nullable BatonException failure) {}

    /** Writes what is not written yet. A partition fails alone, unless nothing more can be written at all. */
    Done write(Tail tail, TailSource records) {
        Chunk chunk = new Chunk(tail, before.of(tail));
        try {
            records.read(tail, chunk.note.next(), record -> {
                chunk.add(record);
                return true;
            });
            chunk.end();
            return new Done(chunk.note, null);
        } catch (BatonException e) {
            if (broken || e.kind() == FailureKind.REFUSED || e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            return new Done(chunk.note, e);
        }
    }

    /** The records of one transaction. */
    private final class Chunk {
        private final Tail tail;
        private final Superseded superseded;
        private final List<TailRecord> records = new ArrayList<>();
        private long bytes;
        private long leftOut;
        private long reached;
        private Note note;

        Chunk(Tail tail, Note note) {
            this.tail = tail;
            this.note = note;
            this.reached = note.next();
            this.superseded = Superseded.of(target, tail);
        }

        void add(TailRecord record) {
            if (superseded.covers(record)) {
                leftOut++;
            } else {
                records.add(record);
                bytes += record.size();
            }
            reached = record.offset() + 1;
            if (records.size() >= RECORDS_A_TRANSACTION || bytes >= BYTES_A_TRANSACTION) {
                flush();
            }
        }

        void end() {
            reached = Math.max(reached, tail.to());
            if (reached > note.next()) {
                flush();
            }
        }

        private void flush() {
            Note next = note.with(reached, records.size(), leftOut, clock.instant());
            halt.reached(STEP, "begin");
            try {
                writer.begin();
                records.forEach(record -> writer.send(
                        tail.target(),
                        record.timestamp() < 0 ? null : Long.valueOf(record.timestamp()),
                        record.key(),
                        record.value(),
                        Origin.headers(clusterId, record)));
                halt.reached(STEP, "middle");
                writer.send(notesPartition, null, Notes.key(next), Notes.value(next), List.of());
                halt.reached(STEP, "sent");
                writer.commit();
            } catch (BatonException e) {
                takeBack(e);
                throw e;
            }
            halt.reached(STEP, "done");
            note = next;
            records.clear();
            bytes = 0;
            leftOut = 0;
        }

        private void takeBack(BatonException cause) {
            try {
                writer.abort();
            } catch (BatonException e) {
                broken = true;
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
