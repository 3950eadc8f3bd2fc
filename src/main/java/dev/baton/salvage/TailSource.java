package dev.baton.salvage;

import java.util.function.Predicate;

/** Where the records of tails are read from: the source itself, or a file that was exported from it. */
public interface TailSource {
    /**
     * Passes the records of a tail on, in order, from an offset on.
     *
     * @param taker false from it ends the reading
     */
    void read(Tail tail, long from, Predicate<TailRecord> taker);
}
