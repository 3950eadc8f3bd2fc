package dev.baton.wire;

import java.util.List;

/** What one fetch brought for one partition. */
public sealed interface Fetched {
    /**
     * Committed records from the position on, none where there is nothing new.
     *
     * @param highWatermark end of the source's log, as consumers see it
     * @param lastStable no committed record lies at or above it yet
     */
    record Chunk(List<Piece> pieces, long highWatermark, long lastStable, long logStart) implements Fetched {
        public Chunk {
            pieces = List.copyOf(pieces);
        }

        /** Bytes that the pieces hold. */
        public int bytes() {
            int bytes = 0;
            for (Piece piece : pieces) {
                bytes += piece instanceof Piece.Data data ? data.batch().remaining() : 0;
            }
            return bytes;
        }
    }

    /** The position lies outside the log: retention passed it, or the log was cut. */
    record OutOfRange(long logStart) implements Fetched {}

    /**
     * The source's log is not the one that was read before: it was cut, and perhaps written on.
     *
     * @param sameBelow both logs can be the same below this offset at most
     */
    record Diverged(long sameBelow) implements Fetched {}

    /** The topic's id is not known any more: it was deleted, and perhaps made anew. */
    record TopicGone() implements Fetched {}

    /**
     * Nothing was fetched, for a reason that may pass: the leader moved, is not known, does not answer, or is not ready.
     *
     * @param why a sentence without its partition
     */
    record NotNow(String why) implements Fetched {}

    /** A broker left the partition out of its answer, and did not say why. */
    Fetched NO_WORD = new NotNow("its leader says nothing of it");

    /** Nothing was fetched since a quota is used up: the broker asked for a pause, and is to be asked again after it. */
    record Throttled() implements Fetched {}

    /**
     * What the source has at the position cannot be what was written there: no copy may be made of it.
     *
     * @param offset where reading begins
     * @param what is wrong with it
     */
    record Damaged(long offset, String what) implements Fetched {}

    /** The principal may not read the topic. */
    record Denied() implements Fetched {}
}
