package dev.baton.quickstart;

import java.util.List;

/**
 * What the passive cluster's log is worth, held against what was written on the active one.
 *
 * @param mirrored records on the passive cluster
 * @param doubled a record is there twice
 * @param aborted a record of an aborted transaction is there
 * @param foreign a record is there that no producer wrote
 * @param altered key, value, headers or time differ
 * @param displaced a record lies in another topic or partition, or, where offsets are preserved, at another offset
 * @param disordered a record lies before one that precedes it on the source
 * @param holes a record is missing though a later one of its partition is there
 * @param unmirrored acknowledged on the active cluster, later than all that is mirrored of its partition
 */
public record MirrorOutcome(
        int mirrored,
        Faults doubled,
        Faults aborted,
        Faults foreign,
        Faults altered,
        Faults displaced,
        Faults disordered,
        Faults holes,
        List<Writes.Acknowledged> unmirrored) {
    public MirrorOutcome {
        unmirrored = List.copyOf(unmirrored);
    }

    /** Whether the log is the source's committed records up to some point of each partition, each once, in order. */
    public boolean holds() {
        return doubled.none()
                && aborted.none()
                && foreign.none()
                && altered.none()
                && displaced.none()
                && disordered.none()
                && holes.none();
    }

    @Override
    public String toString() {
        return mirrored + " mirrored, doubled " + doubled + ", aborted " + aborted + ", foreign " + foreign
                + ", altered "
                + altered + ", displaced " + displaced + ", disordered " + disordered + ", holes " + holes
                + ", unmirrored "
                + unmirrored.size();
    }
}
