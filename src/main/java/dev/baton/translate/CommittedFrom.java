package dev.baton.translate;

/** Where the committed offset that is translated was read. */
public enum CommittedFrom {
    /** The source cluster itself, just now. */
    SOURCE,
    /** Baton's snapshot of the group, on the target. */
    SNAPSHOT,
    /** MirrorMaker 2's checkpoint of the group, on the target. */
    CHECKPOINT,
    /** Given by the caller: offsets kept outside Kafka. */
    INPUT
}
