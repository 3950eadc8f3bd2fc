package dev.baton.translate;

/** Which evidence a translation may use. */
public enum By {
    /** All that proves something. */
    AUTO,
    /** Offsets that Baton preserved. */
    PRESERVED,
    /** Baton's offset map. */
    MAP,
    /** MirrorMaker 2's offset syncs. */
    SYNC,
    /** MirrorMaker 2's checkpoints. */
    CHECKPOINT,
    /** The records around the commit, found again on the target. */
    CONTENT,
    /** The time of the last consumed record. */
    TIMESTAMP;

    /** Whether evidence of this kind is used. */
    boolean admits(Evidence evidence) {
        if (this == AUTO) {
            return true;
        }
        if (evidence instanceof Evidence.Mirrored mirrored) {
            return this == (mirrored.map().isPreserved() ? PRESERVED : MAP);
        }
        if (evidence instanceof Evidence.Carried carried) {
            return this == (carried.method() == Method.PRESERVED ? PRESERVED : MAP);
        }
        if (evidence instanceof Evidence.Syncs) {
            return this == SYNC;
        }
        if (evidence instanceof Evidence.Checkpointed) {
            return this == CHECKPOINT;
        }
        if (evidence instanceof Evidence.Content) {
            return this == CONTENT;
        }
        return evidence instanceof Evidence.RecordTime ? this == TIMESTAMP : true;
    }
}
