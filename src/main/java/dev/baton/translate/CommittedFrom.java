package dev.baton.translate;

import java.util.Locale;

/** Where the committed offset that is translated was read. */
public enum CommittedFrom {
    /** The source cluster itself, just now. */
    SOURCE,
    /** Baton's snapshot of the group, on the target. */
    SNAPSHOT,
    /** MirrorMaker 2's checkpoint of the group, on the target. */
    CHECKPOINT,
    /** Given by the caller: offsets kept outside Kafka. */
    INPUT;

    /** The word of the machine output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
