package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import java.util.Collection;
import java.util.List;

/**
 * Writes records of the snapshot topic of one flow. Thread-safe; one at a time, since the writer below tells the first failure
 * to whoever flushes first.
 */
public final class StateWriter implements AutoCloseable {
    private final TopicWriter writer;
    private final StateCodec codec = new StateCodec();

    /** A writer for the flow from the given source; its topics have to exist, see {@link StateTopics}. */
    public StateWriter(Cluster target, String source) {
        this.writer = target.records().writer(InternalTopics.snapshot(source));
    }

    /** Writes one record; returns when it is durable. */
    public void write(StateRecord state) {
        write(List.of(state));
    }

    /** Writes records in the given order; returns when all are durable. */
    public synchronized void write(Collection<? extends StateRecord> states) {
        states.forEach(state -> writer.send(0, codec.key(state), codec.value(state)));
        writer.flush();
    }

    /** Removes the record with the key of the given one; returns when that is durable. */
    public synchronized void remove(StateRecord state) {
        writer.send(0, codec.key(state), null);
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
