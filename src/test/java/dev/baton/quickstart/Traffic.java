package dev.baton.quickstart;

import java.util.Optional;

/** A producer that writes to one topic at a steady rate until it is stopped, and enters all of it in a {@link WriteBook}. */
public interface Traffic extends AutoCloseable {
    /** Writes a number of records as fast as it goes, and returns when all are answered for. */
    void burst(int records);

    /** Begins to write in the background. */
    void start(int recordsPerSecond);

    /** What made it stop before it was told to. */
    Optional<Exception> failure();

    /** Stops at once; what is under way and not answered for stays unresolved. For a cluster that is dead. */
    void abandon();

    /** Stops in good order. */
    @Override
    void close();
}
