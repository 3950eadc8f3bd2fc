package dev.baton.translate;

import java.util.Locale;

/** Which evidence an answer rests on. */
public enum Method {
    /** Nothing was consumed, or there is nothing: the start of the target's log. */
    START,
    /** Baton keeps the offsets of the partition: the same number. */
    PRESERVED,
    /** Baton's offset map. */
    MAP,
    /** MirrorMaker 2's offset syncs. */
    SYNC,
    /** MirrorMaker 2's checkpoint of the group. */
    CHECKPOINT,
    /** The records around the commit, found again on the target. */
    CONTENT,
    /** The time of the last consumed record, or a time that the user gave. */
    TIMESTAMP;

    /** The word of the machine output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
