package dev.baton.quickstart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where all producers of a run enter what they write, while they write it. Thread-safe. */
public final class WriteBook {
    private final List<Writes.Acknowledged> acknowledged = new ArrayList<>();
    private final Set<String> aborted = new HashSet<>();
    private final Set<String> open = new HashSet<>();

    /** Before a record is handed to a producer: until it is answered for, nobody knows whether it is kept. */
    public synchronized void sending(String id) {
        open.add(id);
    }

    /** The cluster promised to keep the record. */
    public synchronized void acknowledged(LogRecord record) {
        open.remove(record.id());
        acknowledged.add(new Writes.Acknowledged(record, Instant.now()));
    }

    /** The record's transaction will never commit; entered before the abort is asked for. */
    public synchronized void aborted(String id) {
        open.remove(id);
        aborted.add(id);
    }

    public synchronized int acknowledgedSoFar() {
        return acknowledged.size();
    }

    public synchronized int abortedSoFar() {
        return aborted.size();
    }

    /** All that was entered; call it when the producers have stopped. */
    public synchronized Writes close() {
        return new Writes(acknowledged, aborted, open);
    }
}
